import { deniedWords, portAccess } from './port-access.ts'

/** A connection could not be made, or was lost. The message is for the technician, the error itself is the cause. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

/** What a system error of a serial port means and what to do about it: `/dev/ttyUSB0: permission denied: …`. */
export const explainSerialError = (path: string, error: unknown): ConnectionError =>
  explain(path, error, isDenied(error) ? denied(path) : serialWords)

/** The same for a socket, `endpoint` being host:port. */
export const explainSocketError = (endpoint: string, error: unknown): ConnectionError =>
  explain(endpoint, error, socketWords)

type Words = Readonly<Record<string, string>>

const socketWords: Words = {
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
  EACCES: 'connection not permitted: check the firewall',
  EPERM: 'connection not permitted: check the firewall',
}

const serialWords: Words = {
  EBUSY: 'in use by another program',
  ENOENT: 'no such port: is the adapter plugged in?',
  ENXIO: 'no device behind this port: is the adapter plugged in?',
  ENODEV: 'no device behind this port: is the adapter plugged in?',
  ENOTTY: 'not a serial port',
  EBADF: 'the port is gone: the adapter was pulled or is broken',
  EIO: 'input/output error: the adapter was pulled or is broken',
}

const isDenied = (error: unknown): boolean => ['EACCES', 'EPERM'].includes(codeOf(error) ?? '')

function denied(path: string): Words {
  const words = deniedWords(portAccess(path))
  return { EACCES: words, EPERM: words }
}

function explain(endpoint: string, error: unknown, words: Words): ConnectionError {
  const code = codeOf(error)
  const known = code === null ? undefined : words[code]
  return new ConnectionError(`${endpoint}: ${known ?? saidOf(endpoint, error)}`, { cause: error })
}

/** What the system says, without the name of the endpoint that serialport puts behind or before it. */
function saidOf(endpoint: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const said = message
    .replace(/^Error:? /, '')
    .replace(`, cannot open ${endpoint}`, '')
    .replace(`Opening ${endpoint}: `, '')
  return said === '' ? message : said
}

/** serialport puts no code on its errors, only libuv's or its own words into the message. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  const { message } = error
  const ofSystem = /^(E[A-Z]+): /.exec(message)?.[1]
  if (ofSystem !== undefined) return ofSystem
  // "Access denied" is how Windows says that another program has the port.
  if (/cannot lock port|resource temporarily unavailable|access denied/i.test(message)) return 'EBUSY'
  if (/permission denied/i.test(message)) return 'EACCES'
  if (/no such file|file not found/i.test(message)) return 'ENOENT'
  if (/no such device/i.test(message)) return 'ENODEV'
  if (/inappropriate ioctl/i.test(message)) return 'ENOTTY'
  if (/input\/output error/i.test(message)) return 'EIO'
  if (/bad file descriptor/i.test(message)) return 'EBADF'
  return null
}
