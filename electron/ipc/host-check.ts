/** 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase()
  return name === 'localhost' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name)
}

/**
 * Whether a Host header (RFC 9112, 3.2) names loopback: `localhost:8080`, `127.0.0.1`, `[::1]:8080`. A name of the
 * public DNS never does, whatever it resolves to.
 */
export function isHostAllowed(header: string | undefined): boolean {
  if (header === undefined) return false
  const match = /^(?:\[([0-9a-f:]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(header)
  const name = match?.[1] ?? match?.[2]
  return name !== undefined && isLoopback(name)
}

/**
 * Whether a page may talk to the server whose Host header this is: only one that the same server gave out. A client
 * that is no browser sends no Origin (RFC 6455, 10.2).
 */
export function isOriginAllowed(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true
  if (host === undefined || !URL.canParse(origin)) return false
  const { protocol, host: originHost } = new URL(origin)
  const isWeb = protocol === 'http:' || protocol === 'https:'
  return isWeb && URL.canParse(`${protocol}//${host}`) && new URL(`${protocol}//${host}`).host === originHost
}
