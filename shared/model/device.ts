import type { DeviceId, LinkId, PduAddress, UnitId } from './ids.ts'
import { linkId } from './ids.ts'

/** The four Modbus tables, read with function codes 1, 2, 3 and 4 (V1.1b3, 4.3). */
export type Table = 'COIL' | 'DISCRETE_INPUT' | 'HOLDING' | 'INPUT'
export type FunctionCode = 1 | 2 | 3 | 4

export const functionCodeOf: Readonly<Record<Table, FunctionCode>> = {
  COIL: 1,
  DISCRETE_INPUT: 2,
  HOLDING: 3,
  INPUT: 4,
}

/**
 * Order of the bytes of a 32-bit value on the wire, A being the most significant. For 64-bit values CDAB is
 * all four words reversed, BADC the bytes of each word swapped, DCBA everything reversed.
 */
export type ByteOrder = 'ABCD' | 'CDAB' | 'BADC' | 'DCBA'

export type NumberKind = 'INT16' | 'UINT16' | 'INT32' | 'UINT32' | 'INT64' | 'UINT64' | 'FLOAT32' | 'FLOAT64'

export type DataType =
  | { readonly kind: NumberKind }
  | { readonly kind: 'BOOL' }
  /** One bit of a 16-bit register, 0 being the least significant. */
  | { readonly kind: 'BIT'; readonly bit: number }
  | { readonly kind: 'STRING'; readonly registerCount: number }

/** Exact decimal number: mantissa x 10^exponent, so that 2305 x 0.1 is 230.5. */
export interface Decimal {
  readonly mantissa: bigint
  readonly exponent: number
}

export interface RegisterConfig {
  readonly label: string
  readonly table: Table
  readonly address: PduAddress
  /** The address as the technician wrote it, `40001`: shown beside the PDU address. */
  readonly writtenAddress: string
  readonly dataType: DataType
  readonly byteOrder: ByteOrder
  readonly unit: string
  /** value = raw * factor + offset, or raw * 10^n * factor + offset where `scaleFrom` says where n stands. */
  readonly factor: Decimal
  readonly offset: Decimal
  /** Inclusive range of the scaled value. */
  readonly min: number | null
  readonly max: number | null
  /** Raw bit pattern of the register's whole width (after byte order) that means "not available". */
  readonly invalidRaw: bigint | null
  /** Label of the INT16 register of the same device that holds n, -10..10 (a SunSpec `sunssf`); null: n is 0. */
  readonly scaleFrom: string | null
}

export type Parity = 'N' | 'E' | 'O'

export interface SerialSettings {
  readonly baudRate: number
  readonly parity: Parity
  readonly stopBits: 1 | 2
  readonly dataBits: 7 | 8
}

export type LinkConfig =
  | {
      readonly kind: 'tcp'
      readonly host: string
      readonly port: number
      /** Requests in flight at once; 1 unless the meter is known to bear more. */
      readonly pipelining: number
    }
  | { readonly kind: 'rtu-over-tcp'; readonly host: string; readonly port: number }
  | ({ readonly kind: 'rtu'; readonly path: string } & SerialSettings)

/** Two devices with the same link id share one connection and one queue. */
export function linkIdOf(link: LinkConfig): LinkId {
  if (link.kind === 'rtu') return linkId(`rtu:${link.path}`)
  const host = link.host.includes(':') ? `[${link.host}]` : link.host.toLowerCase()
  return linkId(`${link.kind}://${host}:${link.port}`)
}

export interface DeviceConfig {
  readonly id: DeviceId
  /** Section of config.ini; several devices share one where `slave_id` is a list. */
  readonly section: string
  readonly name: string
  readonly type: string
  readonly enabled: boolean
  readonly link: LinkConfig
  readonly unitId: UnitId
  /** Wait for one answer. */
  readonly timeoutMs: number
  readonly intervalMs: number
  /** Extra silence between two requests on the line. */
  readonly requestDelayMs: number
  /** Registers that may be read and thrown away to join two blocks. */
  readonly maxGap: number
  /** Largest block of registers that the device accepts, 1..125. */
  readonly maxRegisters: number
  readonly registers: readonly RegisterConfig[]
}

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR'

export interface ApiConfig {
  readonly url: string
  readonly path: string
  /** Empty: no Authorization header is sent. */
  readonly token: string
  readonly timeoutMs: number
  /** Readings in a batch at most. */
  readonly batchSize: number
  /** PEM file of an extra certificate authority. */
  readonly caFile: string | null
}

export interface GatewayConfig {
  /** null: the one generated in the data directory is used. */
  readonly gatewayId: string | null
  /** null: store only. */
  readonly api: ApiConfig | null
  /** Extra tries of one request within its slot. */
  readonly maxRetries: number
  /** First back-off step after a lost link or a silent unit. */
  readonly retryDelayMs: number
  readonly log: {
    readonly level: LogLevel
    readonly file: string
    readonly maxSizeBytes: number
    readonly backupCount: number
    /** MODBUS_DEBUG=1: every frame is logged. */
    readonly frames: boolean
  }
  readonly store: { readonly maxSizeBytes: number; readonly maxAgeMs: number }
  readonly alertWebhookUrl: string | null
  /** Enabled and disabled ones, in file order. */
  readonly devices: readonly DeviceConfig[]
}

/** Registers (or bits) that a value of this type occupies. */
export function widthOf(dataType: DataType): number {
  switch (dataType.kind) {
    case 'INT16':
    case 'UINT16':
    case 'BOOL':
    case 'BIT':
      return 1
    case 'INT32':
    case 'UINT32':
    case 'FLOAT32':
      return 2
    case 'INT64':
    case 'UINT64':
    case 'FLOAT64':
      return 4
    case 'STRING':
      return dataType.registerCount
  }
}

export const isBitTable = (table: Table): boolean => table === 'COIL' || table === 'DISCRETE_INPUT'
