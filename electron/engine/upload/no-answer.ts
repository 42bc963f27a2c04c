/** Where it was lost before an answer was there. */
export type NoAnswerPlace =
  'name' | 'connection' | 'certificate' | 'protocol' | 'settings' | 'time' | 'unknown'

export interface NoAnswer {
  readonly kind: 'none'
  readonly place: NoAnswerPlace
  /** In words that say where to look. Never the URL, never the token. */
  readonly reason: string
}

/** What went wrong before an answer was there. */
export function noAnswerOf(error: unknown): NoAnswer {
  const code = codeOf(error)
  if (code === null) {
    return {
      kind: 'none',
      place: 'unknown',
      reason: error instanceof Error ? error.message : String(error),
    }
  }
  const [place, reason] = words.get(code) ??
    certificateWords(code) ?? ['unknown' as const, `no answer (${code})`]
  return { kind: 'none', place, reason }
}

type Words = readonly [place: NoAnswerPlace, reason: string]

const words: ReadonlyMap<string, Words> = new Map<string, Words>([
  ['ECONNREFUSED', ['connection', 'nothing listens at its address (ECONNREFUSED)']],
  ['ECONNRESET', ['connection', 'the connection was reset (ECONNRESET)']],
  ['EPIPE', ['connection', 'the connection was closed (EPIPE)']],
  ['UND_ERR_SOCKET', ['connection', 'the connection was closed without an answer']],
  ['UND_ERR_CONNECT_TIMEOUT', ['connection', 'its address does not answer (connect timeout)']],
  ['ETIMEDOUT', ['connection', 'its address does not answer (ETIMEDOUT)']],
  ['EHOSTUNREACH', ['connection', 'no route to its address (EHOSTUNREACH)']],
  ['ENETUNREACH', ['connection', 'no network (ENETUNREACH)']],
  ['ENOTFOUND', ['name', 'its host name is not known (ENOTFOUND)']],
  ['EAI_AGAIN', ['name', 'its host name cannot be looked up now (EAI_AGAIN)']],
  ['ENOENT', ['settings', 'api_ca_file does not exist (ENOENT)']],
  ['EACCES', ['settings', 'api_ca_file may not be read (EACCES)']],
  ['EISDIR', ['settings', 'api_ca_file is a directory (EISDIR)']],
  [
    'UND_ERR_INVALID_ARG',
    ['settings', 'the request cannot be made: api_url, api_path or api_token holds what HTTP cannot carry'],
  ],
  ['ERR_SSL_WRONG_VERSION_NUMBER', ['protocol', 'it does not speak TLS at this port (https in api_url?)']],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', ['protocol', 'it does not speak TLS at this port (https in api_url?)']],
])

/** X509 codes of Node: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
function certificateWords(code: string): Words | null {
  if (code === 'CERT_HAS_EXPIRED') {
    return ['certificate', 'its certificate has expired (is the clock of this computer right?)']
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return ['certificate', 'its certificate is not valid yet (is the clock of this computer right?)']
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return ['certificate', 'its certificate is for another host name']
  }
  if (/^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|INVALID_CA|PATH_LENGTH)/.test(code)) {
    return [
      'certificate',
      `its certificate is not trusted (${code}); a private authority goes into api_ca_file`,
    ]
  }
  return code.startsWith('HPE_') ? ['protocol', `its answer is not HTTP (${code})`] : null
}

/** The outer error of undici often only wraps the one that knows. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const own = 'code' in error && typeof error.code === 'string' ? error.code : null
  const inner =
    error instanceof AggregateError ? error.errors.map(codeOf).find((code) => code !== null) : null
  return (own === 'UND_ERR_SOCKET' ? codeOf(error.cause) : null) ?? own ?? inner ?? null
}
