import { assertNever } from '../../../../shared/assert-never.ts'
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
  if (form.timeout.trim() === '' || !(timeoutMs >= 20 && timeoutMs <= 60_000)) wrong.add('timeout')
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

/** The settings of a section of config.ini. @param valueOf what holds for a key; null: it has no such key */
export function formOfSection(valueOf: (key: string) => string | null, unitId: number): TargetForm {
  const protocol = valueOf('protocol')?.toUpperCase()
  const isSerial = protocol === 'RTU'
  const port = valueOf('port') ?? ''
  const parity = valueOf('parity')?.toUpperCase()
  return {
    protocol: isSerial ? 'RTU' : protocol === 'RTU_OVER_TCP' ? 'RTU_OVER_TCP' : 'TCP',
    host: valueOf('host') ?? '',
    port: isSerial ? emptyForm.port : port,
    serialPort: isSerial ? port : '',
    baudRate: valueOf('baudrate') ?? emptyForm.baudRate,
    parity: parity === 'E' || parity === 'O' ? parity : 'N',
    stopBits: valueOf('stopbits') === '2' ? '2' : '1',
    dataBits: valueOf('databits') === '7' ? '7' : '8',
    unitId: String(unitId),
    timeout: secondsOf(valueOf('timeout')) ?? '3',
    requestDelay: wholeMs(valueOf('request_delay')) ?? '0',
  }
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function msOf(written: string | null, unit: string): number | null {
  const [, number, own] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(written?.trim() ?? '') ?? []
  return number === undefined ? null : Number(number) * (unitMs[own ?? unit] ?? 1)
}

function secondsOf(written: string | null): string | null {
  const ms = msOf(written, 's')
  return ms === null ? null : String(ms / 1_000)
}

function wholeMs(written: string | null): string | null {
  const ms = msOf(written, 'ms')
  return ms === null ? null : String(Math.round(ms))
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
