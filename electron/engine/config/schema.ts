import type { Parser } from './values.ts'
import {
  baudRate,
  baudRates,
  boolean,
  bound,
  byteOrder,
  dataType,
  decimal,
  duration,
  factor,
  integer,
  logLevel,
  nonEmptyText,
  oneOf,
  parity,
  rawPattern,
  size,
  table,
  text,
  webUrl,
} from './values.ts'

/** One key of config.ini. This table is what the reader, the validator and the reference share. */
export interface KeySpec<T> {
  readonly name: string
  readonly aliases: readonly string[]
  /** Environment variable that stands above the file ([DEFAULT] alone for a device's key). */
  readonly env: string | null
  /** As it would be written; null when there is none. */
  readonly default: string | null
  readonly unit: string | null
  /** What may be written, in words. */
  readonly allowed: string
  readonly doc: string
  readonly isSecret: boolean
  /** One item per register, or a single one for all. */
  readonly isList: boolean
  /** Of the whole value, or of one item of a list. */
  readonly parse: Parser<T>
}

type Given<T> = Pick<KeySpec<T>, 'name' | 'doc' | 'allowed' | 'parse'> & Partial<KeySpec<T>>

const key = <T>(given: Given<T>): KeySpec<T> => ({
  aliases: [],
  env: null,
  default: null,
  unit: null,
  isSecret: false,
  isList: false,
  ...given,
})

const second = 1000
const day = 86_400 * second
const kilobyte = 1024
const megabyte = 1024 * kilobyte
const durationWords = 'a duration: 30, 30s, 500ms, 5m'
const urlWords = 'an http:// or https:// URL'
const path = /^[^\s?#]*$/

export const globalKeys = {
  gatewayId: key({
    name: 'gateway_id',
    env: 'EMS_GATEWAY_ID',
    default: '',
    allowed: 'text without line breaks, 128 characters at most; empty: one is generated and kept',
    doc: 'Identity sent with every batch. Generated once and kept in the data directory when not given.',
    parse: (written) =>
      written.length > 128 ? { ok: false, why: 'is too long', suggestion: null } : text(written),
  }),
  apiUrl: key({
    name: 'api_url',
    env: 'EMS_API_URL',
    default: '',
    allowed: urlWords,
    doc: 'Base URL of the EMS API. Empty: readings are stored, not uploaded.',
    parse: webUrl,
  }),
  apiToken: key({
    name: 'api_token',
    env: 'EMS_API_TOKEN',
    default: '',
    allowed: 'printable ASCII without spaces',
    doc: 'Bearer token. Masked everywhere it is shown or logged.',
    isSecret: true,
    parse: (written) =>
      /^[\x21-\x7E]*$/.test(written)
        ? { ok: true, value: written }
        : { ok: false, why: 'has a character that no HTTP header can carry', suggestion: null },
  }),
  apiTimeout: key({
    name: 'api_timeout',
    env: 'EMS_API_TIMEOUT',
    default: '30',
    unit: 's',
    allowed: `${durationWords}; 100 ms to 10 min`,
    doc: 'Longest wait for one request to the API.',
    parse: duration('s', 100, 600 * second),
  }),
  apiPath: key({
    name: 'api_path',
    default: '/api/v1/readings',
    allowed: 'a path that begins with /',
    doc: 'Appended to api_url.',
    parse: (written) =>
      written.startsWith('/') && path.test(written)
        ? { ok: true, value: written }
        : { ok: false, why: 'is not a path', suggestion: path.test(written) ? `/${written}` : null },
  }),
  apiBatchSize: key({
    name: 'api_batch_size',
    default: '500',
    unit: 'readings',
    allowed: '1 to 10000',
    doc: 'Readings in one request at most.',
    parse: integer(1, 10_000),
  }),
  apiCaFile: key({
    name: 'api_ca_file',
    default: '',
    allowed: 'path of a PEM file',
    doc: 'Certificate authority of a private API, trusted beside the public ones.',
    parse: text,
  }),
  collectionInterval: key({
    name: 'collection_interval',
    env: 'COLLECTION_INTERVAL',
    default: '60',
    unit: 's',
    allowed: `${durationWords}; 100 ms to 1 d`,
    doc: 'Period of the readings; a device may have its own `interval`.',
    parse: duration('s', 100, day),
  }),
  maxRetries: key({
    name: 'max_retries',
    env: 'MAX_RETRIES',
    default: '3',
    allowed: '0 to 20',
    doc: 'Extra tries of one Modbus request within its slot.',
    parse: integer(0, 20),
  }),
  retryDelay: key({
    name: 'retry_delay',
    env: 'RETRY_DELAY',
    default: '5',
    unit: 's',
    allowed: `${durationWords}; 10 ms to 5 min`,
    doc: 'First back-off step after a lost link; it doubles up to 5 minutes.',
    parse: duration('s', 10, 300 * second),
  }),
  logLevel: key({
    name: 'log_level',
    env: 'LOG_LEVEL',
    default: 'INFO',
    allowed: 'DEBUG, INFO, WARNING, ERROR',
    doc: 'Least severity that is logged. DEBUG=1 in the environment stands above it.',
    parse: logLevel,
  }),
  logFile: key({
    name: 'log_file',
    env: 'LOG_FILE',
    default: './log/gateway_ems.log',
    allowed: 'path of a file',
    doc: 'Log file; its directory is created when missing.',
    parse: nonEmptyText,
  }),
  logMaxSize: key({
    name: 'log_max_size',
    env: 'LOG_MAX_SIZE',
    default: '10MB',
    allowed: 'a size: 512KB, 10MB; 1 KB to 10 GB',
    doc: 'The log file is rotated at this size.',
    parse: size(kilobyte, 10 * 1024 * megabyte),
  }),
  logBackupCount: key({
    name: 'log_backup_count',
    env: 'LOG_BACKUP_COUNT',
    default: '5',
    unit: 'files',
    allowed: '0 to 1000',
    doc: 'Rotated log files that are kept.',
    parse: integer(0, 1000),
  }),
  storeMaxSize: key({
    name: 'store_max_size',
    default: '2GB',
    allowed: 'a size: 100MB, 2GB; 1 MB to 1 TB',
    doc: 'Limit of the journal. Uploaded readings go first; removed unsent ones are counted.',
    parse: size(megabyte, 1024 * 1024 * megabyte),
  }),
  storeMaxAge: key({
    name: 'store_max_age',
    default: '30d',
    allowed: 'a duration: 12h, 30d; 1 min to 10 years',
    doc: 'Uploaded readings older than this are removed.',
    parse: duration('s', 60 * second, 3660 * day),
  }),
  alertWebhookUrl: key({
    name: 'alert_webhook_url',
    default: '',
    allowed: urlWords,
    doc: 'Every alert is posted there as JSON.',
    isSecret: true,
    parse: webUrl,
  }),
} as const

export const deviceKeys = {
  name: key({
    name: 'name',
    allowed: 'text',
    doc: 'Name for people; the section name when not given.',
    parse: nonEmptyText,
  }),
  type: key({
    name: 'type',
    default: 'METER',
    allowed: 'text, e.g. ENERGY_METER, POWER_ANALYZER',
    doc: 'Kind of device, sent with its readings.',
    parse: nonEmptyText,
  }),
  enabled: key({
    name: 'enabled',
    default: 'true',
    allowed: 'true, false',
    doc: 'A device that is not enabled stays in the file and is not read.',
    parse: boolean,
  }),
  protocol: key({
    name: 'protocol',
    allowed: 'TCP, RTU, RTU_OVER_TCP',
    doc: 'How the device is reached.',
    parse: oneOf(['TCP', 'RTU', 'RTU_OVER_TCP'], {
      MODBUS_TCP: 'TCP',
      MODBUS_RTU: 'RTU',
      'RTU-OVER-TCP': 'RTU_OVER_TCP',
    }),
  }),
  host: key({
    name: 'host',
    allowed: 'host name, IPv4 or IPv6 address',
    doc: 'TCP: address of the device or of its gateway.',
    parse: hostName,
  }),
  port: key({
    name: 'port',
    allowed: 'TCP: 1 to 65535 (502 when not given); RTU: /dev/ttyUSB0, COM3',
    doc: 'TCP port, or path of the serial port.',
    parse: nonEmptyText,
  }),
  baudRate: key({
    name: 'baudrate',
    aliases: ['baud_rate'],
    env: 'SERIAL_BAUDRATE',
    default: '9600',
    unit: 'baud',
    allowed: baudRates.join(', '),
    doc: 'RTU: speed of the line.',
    parse: baudRate,
  }),
  parity: key({
    name: 'parity',
    env: 'SERIAL_PARITY',
    default: 'N',
    allowed: 'N, E, O',
    doc: 'RTU: parity of a character.',
    parse: parity,
  }),
  stopBits: key({
    name: 'stopbits',
    aliases: ['stop_bits'],
    default: '1',
    allowed: '1, 2',
    doc: 'RTU: stop bits of a character.',
    parse: oneOf(['1', '2']),
  }),
  dataBits: key({
    name: 'databits',
    aliases: ['data_bits', 'bytesize'],
    default: '8',
    allowed: '7, 8 (Modbus RTU needs 8)',
    doc: 'RTU: data bits of a character.',
    parse: oneOf(['7', '8']),
  }),
  slaveId: key({
    name: 'slave_id',
    aliases: ['unit_id'],
    default: '1',
    allowed: '0 to 255, or a list: 11,12,13',
    doc: 'Modbus unit; a list makes one device of each, with the id SECTION/11.',
    parse: integer(0, 255),
  }),
  timeout: key({
    name: 'timeout',
    env: 'SERIAL_TIMEOUT',
    default: '3',
    unit: 's',
    allowed: `${durationWords}; 10 ms to 2 min`,
    doc: 'Wait for one answer. SERIAL_TIMEOUT holds for RTU.',
    parse: duration('s', 10, 120 * second),
  }),
  interval: key({
    name: 'interval',
    unit: 's',
    allowed: `${durationWords}; 100 ms to 1 d`,
    doc: 'Period of the readings; collection_interval when not given.',
    parse: duration('s', 100, day),
  }),
  profile: key({
    name: 'profile',
    allowed: 'id of a meter profile: `gateway-ems profiles` lists them',
    doc: 'Register map and line settings of a known meter.',
    parse: nonEmptyText,
  }),
  registers: key({
    name: 'registers',
    isList: true,
    allowed: 'addresses: 40001, 0x2006',
    doc: 'Addresses of the registers; needed unless a profile gives them.',
    parse: nonEmptyText,
  }),
  registerTypes: key({
    name: 'register_types',
    isList: true,
    default: 'HOLDING',
    allowed: 'COIL, DISCRETE_INPUT, HOLDING, INPUT',
    doc: 'Modbus table of each register.',
    parse: table,
  }),
  dataTypes: key({
    name: 'data_types',
    isList: true,
    allowed: 'INT16, UINT16, INT32, UINT32, INT64, UINT64, FLOAT32, FLOAT64, BOOL, BIT:0 to BIT:15, STRING:n',
    doc: 'Type of each value; UINT16 when not given, BOOL for coils and discrete inputs.',
    parse: dataType,
  }),
  labels: key({
    name: 'labels',
    isList: true,
    allowed: 'names, unique within the device',
    doc: 'Name of each value; R and the address as written when not given.',
    parse: nonEmptyText,
  }),
  units: key({
    name: 'units',
    isList: true,
    default: '',
    allowed: 'text',
    doc: 'Unit of measure of each value.',
    parse: text,
  }),
  scalingFactors: key({
    name: 'scaling_factors',
    aliases: ['scale_factors'],
    isList: true,
    default: '1',
    allowed: 'decimal numbers other than 0',
    doc: 'value = raw x factor + offset.',
    parse: factor,
  }),
  offsets: key({
    name: 'offsets',
    isList: true,
    default: '0',
    allowed: 'decimal numbers',
    doc: 'value = raw x factor + offset.',
    parse: decimal,
  }),
  minValues: key({
    name: 'min_values',
    isList: true,
    allowed: 'decimal numbers; an item may be empty',
    doc: 'Smallest plausible scaled value, inclusive.',
    parse: bound,
  }),
  maxValues: key({
    name: 'max_values',
    isList: true,
    allowed: 'decimal numbers; an item may be empty',
    doc: 'Largest plausible scaled value, inclusive.',
    parse: bound,
  }),
  invalidValues: key({
    name: 'invalid_values',
    isList: true,
    allowed: 'raw patterns: 0x8000, 0xFFFFFFFF; an item may be empty',
    doc: 'Raw pattern by which the device says "not available".',
    parse: rawPattern,
  }),
  scaleRegisters: key({
    name: 'scale_registers',
    isList: true,
    allowed: 'labels of INT16 registers of the same device; an item may be empty',
    doc: 'Register that holds the power of ten of a value, as SunSpec has it: value = raw x 10^n x factor + offset.',
    parse: nonEmptyText,
  }),
  byteOrder: key({
    name: 'byte_order',
    aliases: ['word_order'],
    isList: true,
    default: 'ABCD',
    allowed: 'ABCD, CDAB, BADC, DCBA',
    doc: 'Order of the bytes of values wider than a register.',
    parse: byteOrder,
  }),
  addressing: key({
    name: 'addressing',
    default: 'auto',
    allowed: 'auto, modicon, zero, one',
    doc: 'How the addresses are written.',
    parse: oneOf(['auto', 'modicon', 'zero', 'one']),
  }),
  maxGap: key({
    name: 'max_gap',
    default: '10',
    unit: 'registers',
    allowed: '0 to 2000',
    doc: 'Registers that may be read and thrown away to join two blocks.',
    parse: integer(0, 2000),
  }),
  maxRegisters: key({
    name: 'max_registers',
    default: '125',
    unit: 'registers',
    allowed: '1 to 125',
    doc: 'Largest block that the device accepts.',
    parse: integer(1, 125),
  }),
  requestDelay: key({
    name: 'request_delay',
    default: '0',
    unit: 'ms',
    allowed: 'milliseconds, or a duration: 50, 50ms, 0.1s; 10 s at most',
    doc: 'Silence between two requests on the line, beside the 3.5 characters of RTU.',
    parse: duration('ms', 0, 10 * second),
  }),
  pipelining: key({
    name: 'pipelining',
    default: '1',
    unit: 'requests',
    allowed: '1 to 16',
    doc: 'TCP: requests in flight at once. Many gateways and meters break above 1.',
    parse: integer(1, 16),
  }),
} as const

/** Switches of the environment that are no keys of the file. */
export const environmentSwitches = {
  DEBUG: 'Log level DEBUG.',
  MODBUS_DEBUG: 'Every Modbus frame is logged, in hex and decoded.',
  TEST_DEVICE: 'Collects from this device alone.',
  TEST_REAL_DEVICES: 'Tests use the devices of the local config.ini.',
} as const

export const allGlobalKeys: readonly KeySpec<unknown>[] = Object.values(globalKeys)
export const allDeviceKeys: readonly KeySpec<unknown>[] = Object.values(deviceKeys)

export function spellings(spec: KeySpec<unknown>): readonly string[] {
  return [spec.name, ...spec.aliases]
}

function hostName(written: string): ReturnType<Parser<string>> {
  const bare = /^\[.*\]$/.test(written) ? written.slice(1, -1) : written
  if (bare === '') return { ok: false, why: 'is empty', suggestion: null }
  const isV6 =
    /^[0-9a-f:.]+(%[\w.-]+)?$/i.test(bare) &&
    bare.includes(':') &&
    URL.canParse(`http://[${bare.split('%')[0]}]`)
  if (isV6) return { ok: true, value: bare }
  const withPort = /^([\w.-]+):(\d+)$/.exec(bare)
  if (withPort !== null) {
    return { ok: false, why: 'carries a port', suggestion: `host = ${withPort[1]} and port = ${withPort[2]}` }
  }
  if (/^[a-z]+:\/\//i.test(bare)) {
    return {
      ok: false,
      why: 'is a URL',
      suggestion: `host = ${URL.canParse(bare) ? new URL(bare).hostname : 'its name'}`,
    }
  }
  if (/^[\d.]+$/.test(bare)) {
    const parts = bare.split('.')
    const isV4 = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)
    return isV4 ? { ok: true, value: bare } : { ok: false, why: 'is not an IPv4 address', suggestion: null }
  }
  const isName =
    bare.length <= 253 &&
    bare
      .split('.')
      .every(
        (label, index, all) =>
          /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?$/u.test(label) ||
          (label === '' && index === all.length - 1 && index > 0),
      )
  return isName ? { ok: true, value: bare } : { ok: false, why: 'is not a host name', suggestion: null }
}
