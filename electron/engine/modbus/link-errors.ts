/** A connection could not be made, or was lost. The message is for the technician, the error itself is the cause. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

/** What a system error of this endpoint means and what to do about it: `/dev/ttyUSB0: permission denied: …`. */
export function explainConnectionError(endpoint: string, error: unknown): ConnectionError {
  return new ConnectionError(`${endpoint}: ${explain(error)}`, { cause: error })
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: the device is there, but nothing listens on this port',
  ECONNRESET: 'connection reset by the device',
  EPIPE: 'connection closed by the device',
  EHOSTUNREACH: 'host unreachable: check address, cable and power',
  EHOSTDOWN: 'host down: check cable and power',
  ENETUNREACH: 'network unreachable: check the gateway’s own network',
  ETIMEDOUT: 'no answer to the connection attempt: check address, cable and firewall',
  ENOTFOUND: 'host name not found: check the name or the DNS server',
  EAI_AGAIN: 'host name could not be looked up: the DNS server does not answer',
  EMFILE: 'too many open files: raise the limit of this process',
  EACCES: 'permission denied: add the user to group dialout',
  EPERM: 'permission denied: add the user to group dialout',
  EBUSY: 'in use by another program',
  ENOENT: 'no such port: is the adapter plugged in?',
  ENXIO: 'no device behind this port: is the adapter plugged in?',
  ENODEV: 'no device behind this port: is the adapter plugged in?',
  ENOTTY: 'not a serial port',
  EIO: 'input/output error: the adapter was pulled or is broken',
}

function explain(error: unknown): string {
  const code = codeOf(error)
  const known = code === null ? undefined : words[code]
  if (known !== undefined) return known
  return error instanceof Error ? error.message : String(error)
}

/** serialport puts no code on its errors, only libuv's or its own words into the message. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  const { message } = error
  const ofSystem = /^(E[A-Z]+): /.exec(message)?.[1]
  if (ofSystem !== undefined) return ofSystem
  if (/cannot lock port|resource temporarily unavailable|access denied.*in use/i.test(message)) return 'EBUSY'
  if (/permission denied|access denied/i.test(message)) return 'EACCES'
  if (/no such file|file not found/i.test(message)) return 'ENOENT'
  if (/no such device/i.test(message)) return 'ENODEV'
  if (/inappropriate ioctl/i.test(message)) return 'ENOTTY'
  return null
}
