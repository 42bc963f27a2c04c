import { duration, integer, logLevel, nonEmptyText, size, text, webUrl } from '../values.ts'
import { day, durationWords, key, second } from './key-spec.ts'

const kilobyte = 1024
const megabyte = 1024 * kilobyte
const urlWords = 'an http:// or https:// URL'
const path = /^[^\s?#]*$/

/** Of the whole gateway, in [DEFAULT]. */
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
