import { assertNever } from '../../../../shared/assert-never.ts'
import { timeoutLeastMs, timeoutMostMs } from '../../../../shared/contract/limits.ts'
import type { Endpoint, LineTarget, UnitTarget } from '../../../../shared/contract/tester.ts'

/** As in config.ini. */
export type Protocol = 'TCP' | 'RTU' | 'RTU_OVER_TCP'
export type Parity = 'N' | 'E' | 'O'

/** Where a meter is, as typed: texts until they are read. */
export interface TargetForm {
  readonly protocol: Protocol
  readonly host: string
  readonly port: string
  readonly serialPort: string
  readonly baudRate: string
  readonly parity: Parity
  readonly stopBits: '1' | '2'
  readonly dataBits: '7' | '8'
  readonly unitId: string
  /** In seconds. */
  readonly timeout: string
  /** In milliseconds. */
  readonly requestDelay: string
}

export type TargetField = keyof TargetForm

export const emptyForm: TargetForm = {
  protocol: 'TCP',
  host: '',
  port: '502',
  serialPort: '',
  baudRate: '9600',
  parity: 'N',
  stopBits: '1',
  dataBits: '8',
  unitId: '1',
  timeout: '1',
  requestDelay: '0',
}

export interface ReadTarget {
  /** null: something is missing or wrong. */
  readonly target: UnitTarget | null
  readonly wrong: ReadonlySet<TargetField>
}

export const baudRates = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200] as const

/** What the fields say; the bounds are those of the contract. */
export function readTarget(form: TargetForm): ReadTarget {
  const wrong = new Set<TargetField>()
  const number = (field: TargetField, least: number, most: number): number => {
    const value = wholeNumber(form[field])
    if (value !== null && value >= least && value <= most) return value
    wrong.add(field)
    return least
  }
  const text = (field: TargetField, most: number): string => {
    const value = form[field].trim()
    if (value === '' || value.length > most || /\s/.test(value)) wrong.add(field)
    return value
  }
  const endpointOf = (): Endpoint => {
    switch (form.protocol) {
      case 'TCP':
        return { kind: 'tcp', host: text('host', 253), port: number('port', 1, 65_535) }
      case 'RTU_OVER_TCP':
        return { kind: 'rtu-over-tcp', host: text('host', 253), port: number('port', 1, 65_535) }
      case 'RTU':
        return {
          kind: 'rtu',
          path: text('serialPort', 1_024),
          baudRate: number('baudRate', 300, 921_600),
          parity: form.parity,
          stopBits: form.stopBits === '1' ? 1 : 2,
          dataBits: form.dataBits === '7' ? 7 : 8,
        }
      default:
        return assertNever(form.protocol)
    }
  }
  const timeoutMs = Math.round(1_000 * Number(form.timeout.trim().replace(',', '.')))
  if (form.timeout.trim() === '' || !(timeoutMs >= timeoutLeastMs && timeoutMs <= timeoutMostMs))
    wrong.add('timeout')
  const target: UnitTarget = {
    endpoint: endpointOf(),
    timeoutMs,
    requestDelayMs: number('requestDelay', 0, 10_000),
    unitId: number('unitId', 0, 255),
  }
  return { target: wrong.size === 0 ? target : null, wrong }
}

/** The line alone, whatever unit is typed; null: its settings are missing or wrong. */
export function lineOf(form: TargetForm): LineTarget | null {
  const { target } = readTarget({ ...form, unitId: emptyForm.unitId })
  if (target === null) return null
  const { endpoint, timeoutMs, requestDelayMs } = target
  return { endpoint, timeoutMs, requestDelayMs }
}

/** null: not a whole number of decimal digits. */
export function wholeNumber(text: string): number | null {
  const trimmed = text.trim()
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : null
}

/** Settings that are known already, as they would be typed. */
export function formOfTarget({ endpoint, timeoutMs, requestDelayMs, unitId }: UnitTarget): TargetForm {
  const common = {
    ...emptyForm,
    timeout: String(timeoutMs / 1_000),
    requestDelay: String(requestDelayMs),
    unitId: String(unitId),
  }
  switch (endpoint.kind) {
    case 'tcp':
    case 'rtu-over-tcp':
      return {
        ...common,
        protocol: endpoint.kind === 'tcp' ? 'TCP' : 'RTU_OVER_TCP',
        host: endpoint.host,
        port: String(endpoint.port),
      }
    case 'rtu':
      return {
        ...common,
        protocol: 'RTU',
        serialPort: endpoint.path,
        baudRate: String(endpoint.baudRate),
        parity: endpoint.parity,
        stopBits: endpoint.stopBits === 2 ? '2' : '1',
        dataBits: endpoint.dataBits === 7 ? '7' : '8',
      }
    default:
      return assertNever(endpoint)
  }
}

/** `127.0.0.1:502`, `/dev/ttyUSB0 9600 8N1`. */
export function endpointText(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'tcp':
    case 'rtu-over-tcp':
      return endpoint.host.includes(':')
        ? `[${endpoint.host}]:${endpoint.port}`
        : `${endpoint.host}:${endpoint.port}`
    case 'rtu':
      return `${endpoint.path} ${endpoint.baudRate} ${endpoint.dataBits}${endpoint.parity}${endpoint.stopBits}`
    default:
      return assertNever(endpoint)
  }
}

/** Whatever else is set: the unit and the way to it. */
export const isSameUnit = (one: UnitTarget, other: UnitTarget): boolean =>
  one.unitId === other.unitId && JSON.stringify(one.endpoint) === JSON.stringify(other.endpoint)
