/** What went wrong before an answer was there, in words that say where to look. Never the URL, never the token. */
export function noAnswerReason(error: unknown): string {
  const code = codeOf(error)
  if (code === null) return error instanceof Error ? error.message : String(error)
  return words.get(code) ?? certificateWords(code) ?? `no answer (${code})`
}

const words: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens at its address (ECONNREFUSED)'],
  ['ECONNRESET', 'the connection was reset (ECONNRESET)'],
  ['EPIPE', 'the connection was closed (EPIPE)'],
  ['UND_ERR_SOCKET', 'the connection was closed without an answer'],
  ['UND_ERR_CONNECT_TIMEOUT', 'its address does not answer (connect timeout)'],
  ['ETIMEDOUT', 'its address does not answer (ETIMEDOUT)'],
  ['EHOSTUNREACH', 'no route to its address (EHOSTUNREACH)'],
  ['ENETUNREACH', 'no network (ENETUNREACH)'],
  ['ENOTFOUND', 'its host name is not known (ENOTFOUND)'],
  ['EAI_AGAIN', 'its host name cannot be looked up now (EAI_AGAIN)'],
  ['ENOENT', 'api_ca_file does not exist (ENOENT)'],
  ['EACCES', 'api_ca_file may not be read (EACCES)'],
  ['EISDIR', 'api_ca_file is a directory (EISDIR)'],
  [
    'UND_ERR_INVALID_ARG',
    'the request cannot be made: api_url, api_path or api_token holds what HTTP cannot carry',
  ],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS at this port (https in api_url?)'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'it does not speak TLS at this port (https in api_url?)'],
])

/** X509 codes of Node: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
function certificateWords(code: string): string | null {
  if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired (is the clock of this computer right?)'
  if (code === 'CERT_NOT_YET_VALID') {
    return 'its certificate is not valid yet (is the clock of this computer right?)'
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'its certificate is for another host name'
  if (/^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|INVALID_CA|PATH_LENGTH)/.test(code)) {
    return `its certificate is not trusted (${code}); a private authority goes into api_ca_file`
  }
  return code.startsWith('HPE_') ? `its answer is not HTTP (${code})` : null
}

/** The outer error of undici often only wraps the one that knows. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const own = 'code' in error && typeof error.code === 'string' ? error.code : null
  const inner =
    error instanceof AggregateError ? error.errors.map(codeOf).find((code) => code !== null) : null
  return (own === 'UND_ERR_SOCKET' ? codeOf(error.cause) : null) ?? own ?? inner ?? null
}
