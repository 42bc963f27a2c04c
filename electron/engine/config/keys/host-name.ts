import type { Parser } from '../values.ts'

export function hostName(written: string): ReturnType<Parser<string>> {
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
