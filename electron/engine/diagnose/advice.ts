import { assertNever } from '../../../shared/assert-never.ts'
import type { DeviceConfig, LinkConfig } from '../../../shared/model/index.ts'

/** What to check, for technicians, where one layer fails on one kind of link. Pure text. */

export function endpointText(link: LinkConfig): string {
  switch (link.kind) {
    case 'rtu':
      return `${link.path} at ${link.baudRate} ${link.dataBits}${link.parity}${link.stopBits}`
    case 'tcp':
    case 'rtu-over-tcp':
      return link.host.includes(':') ? `[${link.host}]:${link.port}` : `${link.host}:${link.port}`
    default:
      return assertNever(link)
  }
}

/** @param reason as the link gives it: who refuses is there, and its address and cable need no check */
export function connectionAdvice(link: LinkConfig, reason: string): string {
  if (link.kind === 'rtu')
    return 'check that the adapter is plugged in, that no other program uses the port, and that this user may open it (Linux: the group of the port, dialout or uucp)'
  if (reason.includes('connection refused'))
    return `check the port (502 as a rule; here ${link.port}), that Modbus TCP is enabled in the device, and that ${link.host} is the meter and not another device`
  return `check that the device is on, that ${link.host} is its address, that Modbus is enabled on port ${link.port}, and the firewalls between`
}

export function silenceAdvice({ link, unitId }: DeviceConfig): string {
  switch (link.kind) {
    case 'rtu':
      return (
        `check that slave_id ${unitId}, baudrate ${link.baudRate} and parity ${link.parity} are those of the meter, ` +
        'that A and B are not swapped, and that the line has its termination'
      )
    case 'tcp':
      return `check that slave_id ${unitId} is the unit's (many meters want 1 or 255), and whether the device wants protocol = RTU_OVER_TCP`
    case 'rtu-over-tcp':
      return `check slave_id ${unitId}, the serial settings of the converter, and whether it wants protocol = TCP`
    default:
      return assertNever(link)
  }
}

/** Behind a silence on a line that the collector wants back before a slow meter has had its time. */
export const heldText =
  'no longer was waited, since the line is being collected: stop collecting to ask with the whole timeout'

export const closedAdvice =
  'the device hangs up: it may already have as many connections as it can bear (another collector, a scanner), or not accept this computer'

export const echoAdvice = 'the line gives back what is sent: switch off the echo of the RS-485 adapter'

export const lateAdvice = ({ timeoutMs }: DeviceConfig): string =>
  `the unit answers, but later than its timeout of ${timeoutMs / 1_000} s: raise \`timeout\``

/** A whole frame came: the settings of the line are right, and what speaks there speaks Modbus. */
export function otherAnswerAdvice({ link, unitId }: DeviceConfig): string {
  const others =
    link.kind === 'rtu'
      ? `that no other master is on the line, that only one meter has slave_id ${unitId}`
      : 'that no other master asks through the same gateway'
  return `it speaks Modbus, but this does not answer what was asked: check slave_id ${unitId}, ${others}, and the firmware of the device`
}

/** What came is no frame at all. */
export function frameAdvice({ link, unitId }: DeviceConfig): string {
  switch (link.kind) {
    case 'rtu':
      return `check baudrate, parity and stopbits, that no other master is on the line, and that only one meter has slave_id ${unitId}`
    case 'tcp':
      return 'what listens there does not speak Modbus TCP: check the port, and whether the device wants protocol = RTU_OVER_TCP'
    case 'rtu-over-tcp':
      return 'check the serial settings of the converter, and whether it wants protocol = TCP'
    default:
      return assertNever(link)
  }
}

export const gatewayAdvice = ({ unitId }: DeviceConfig): string =>
  `the gateway is there, but the unit behind it is not: check slave_id ${unitId}, the wiring and the serial settings of the gateway`

/** Exceptions that speak of the unit's own state, whatever it is asked for. */
export const unitTroubleAdvice =
  'the meter knows what it is asked for and cannot answer now: wait until it has started, look for a fault on its display, and test again'

export const refusedAdvice =
  'check the addresses, register_types and addressing against the manual of the meter; many manuals count from 1'
