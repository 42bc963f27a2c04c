import type { Addressing } from '../../../../shared/model/address.ts'
import { endpointKeys } from '../../../../shared/contract/endpoint-keys.ts'
import type { DeviceRow } from '../../../../shared/contract/status.ts'
import type { Endpoint, UnitTarget } from '../../../../shared/contract/tester.ts'
import { endpointText, isSameUnit } from './target.ts'

/** Of a device that says nothing of it. */
const usualTimeoutMs = 3_000

/** What a section says to reach this unit; its registers are written as they are on the wire. */
export function deviceKeys(target: UnitTarget): Readonly<Record<string, string>> {
  const { endpoint, unitId, timeoutMs, requestDelayMs } = target
  return {
    ...Object.fromEntries(endpointKeys(endpoint)),
    slave_id: String(unitId),
    // A shorter wait than usual is the tester's hurry, a longer one is the meter's need.
    ...(timeoutMs > usualTimeoutMs ? { timeout: String(timeoutMs / 1_000) } : {}),
    ...(requestDelayMs > 0 ? { request_delay: String(requestDelayMs) } : {}),
    addressing: 'zero',
  }
}

/** How the section of a unit counts its addresses; of one that is not chosen nothing is known, and each address says it itself. */
export const copiedAddressing = (
  found: UnitTarget,
  chosen: { readonly target: UnitTarget | null; readonly addressing: Addressing },
): Addressing => (chosen.target !== null && isSameUnit(chosen.target, found) ? chosen.addressing : 'auto')

const protocolOf: Readonly<Record<Endpoint['kind'], DeviceRow['protocol']>> = {
  tcp: 'TCP',
  'rtu-over-tcp': 'RTU_OVER_TCP',
  rtu: 'RTU',
}

/** The device of the configuration that is this unit; null: there is none. */
export function configuredDevice<D extends Pick<DeviceRow, 'unitId' | 'endpoint' | 'protocol'>>(
  devices: Iterable<D>,
  { endpoint, unitId }: UnitTarget,
): D | null {
  const [protocol, text] = [protocolOf[endpoint.kind], endpointText(endpoint)]
  for (const device of devices) {
    if (device.unitId === unitId && device.endpoint === text && device.protocol === protocol) return device
  }
  return null
}
