import type { DeviceRow } from '../../../shared/contract/status.ts'
import type { DeviceConfig, LinkConfig, Reading } from '../../../shared/model/index.ts'
import { offsetMsOf } from '../../engine/collect/schedule.ts'
import { measurementRow } from '../../engine/diagnose/taken-reading.ts'
import type { DeviceStatus } from '../../engine/monitor/status.ts'

/** Values of the last reading in a row. */
const valuesShown = 6

/** A device in the contract's words, without its spark line's values. */
export function deviceRowOf(
  config: DeviceConfig,
  status: DeviceStatus,
  context: { readonly nowMs: number; readonly isCollecting: boolean; readonly sparkLabel: string | null },
): DeviceRow {
  const { lastReading } = status
  const measurements = lastReading === null ? [] : [...lastReading.measurements]
  return {
    id: config.id,
    section: config.section,
    name: config.name,
    type: config.type,
    protocol: protocolOf(config.link),
    endpoint: endpointText(config.link),
    unitId: config.unitId,
    intervalMs: config.intervalMs,
    state: status.state,
    values: shown(measurements, context.sparkLabel).map(([label, value]) => measurementRow(label, value)),
    valueCount: measurements.length,
    badCount: measurements.filter(([, { quality }]) => quality !== 'GOOD').length,
    lastSlotMs: lastReading?.slotMs ?? null,
    lastAnswerMs: status.lastAnswerMs,
    nextSlotMs:
      config.enabled && context.isCollecting ? nextSlotMs(config, lastReading, context.nowMs) : null,
    latencyMs: lastReading?.latencyMs ?? null,
    successRate: status.successRate,
    readingsLastHour: status.readingsLastHour,
    errorsLastHour: status.errorsLastHour,
    skippedLastHour: status.skippedLastHour,
    sparkLabel: context.sparkLabel,
    spark: [],
  }
}

/** The first few, the one behind the spark line among them. */
function shown<M>(measurements: readonly (readonly [string, M])[], sparkLabel: string | null) {
  const charted = measurements.findIndex(([label]) => label === sparkLabel)
  const isBeyond = charted >= valuesShown
  return measurements.filter((_, index) =>
    isBeyond ? index < valuesShown - 1 || index === charted : index < valuesShown,
  )
}

function protocolOf({ kind }: LinkConfig): DeviceRow['protocol'] {
  switch (kind) {
    case 'tcp':
      return 'TCP'
    case 'rtu-over-tcp':
      return 'RTU_OVER_TCP'
    case 'rtu':
      return 'RTU'
  }
}

/** `192.168.1.100:502`, `/dev/ttyUSB0 9600 8N1` */
export function endpointText(link: LinkConfig): string {
  if (link.kind === 'rtu') {
    return `${link.path} ${link.baudRate} ${link.dataBits}${link.parity}${link.stopBits}`
  }
  return `${link.host.includes(':') ? `[${link.host}]` : link.host}:${link.port}`
}

const dayMs = 86_400_000

/** A grid that does not divide the day counts from a start that is not known here before the first reading. */
function nextSlotMs({ id, intervalMs }: DeviceConfig, last: Reading | null, nowMs: number): number | null {
  const offsetMs = offsetMsOf(id, intervalMs)
  const anchorMs = dayMs % intervalMs === 0 ? 0 : (last?.slotMs ?? null)
  if (anchorMs === null) return null
  const slots = Math.floor((nowMs - anchorMs - offsetMs) / intervalMs) + 1
  return anchorMs + slots * intervalMs + offsetMs
}
