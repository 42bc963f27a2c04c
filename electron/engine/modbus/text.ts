const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const nul = 0x00
const space = 0x20
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const controlCharacter = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/

/**
 * Text of a STRING value: padding (NUL and space, either end) is removed, and a NUL behind the first character
 * ends it, as in the C strings that meters keep.
 *
 * @param bytes in reading order
 * @returns null for anything that isn't ASCII or UTF-8 text without control characters
 */
export function decodeText(bytes: Buffer): string | null {
  let start = 0
  while (start < bytes.length && isPadding(bytes[start])) start++
  const terminator = bytes.indexOf(nul, start)
  let end = terminator === -1 ? bytes.length : terminator
  while (end > start && isPadding(bytes[end - 1])) end--
  try {
    const text = utf8.decode(bytes.subarray(start, end))
    return controlCharacter.test(text) ? null : text
  } catch {
    // Not UTF-8: the decoder's message says no more than that.
    return null
  }
}

const isPadding = (byte: number | undefined): boolean => byte === nul || byte === space
