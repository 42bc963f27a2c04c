import type { Overview } from '../../shared/contract/commands.ts'
import type { DeviceState, Reading } from '../../shared/model/index.ts'
import type { StatusSnapshot } from '../engine/monitor/status.ts'

const valuesShown = 6

/** The status in the contract's words. */
export function overviewOf(
  status: StatusSnapshot,
  gateway: { readonly gatewayId: string; readonly configPath: string },
): Overview {
  return {
    ...gateway,
    devices: status.devices.map(({ id, name, state, lastReading }) => ({
      id,
      name,
      state: state.kind,
      reason: reasonOf(state),
      values: lastReading === null ? [] : valuesOf(lastReading),
      latencyMs: lastReading?.latencyMs ?? null,
    })),
    unsent: status.queue.unsent,
    oldestUnsentMs: status.queue.oldestUnsentMs,
    deadLetters: status.queue.deadLetters,
    upload: status.upload.state.kind,
  }
}

function reasonOf(state: DeviceState): string {
  if (state.kind === 'backoff') return state.reason
  return state.kind === 'degraded' ? `bad values: ${state.badLabels.join(', ')}` : ''
}

const valuesOf = ({ measurements }: Reading): string[] =>
  [...measurements]
    .slice(0, valuesShown)
    .map(([label, { value, unit, quality }]) =>
      value === null ? `${label} ${quality}` : `${label} ${value} ${unit}`.trimEnd(),
    )
