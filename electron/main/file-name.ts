const mostCharacters = 120
/** Devices of DOS that Windows still finds in every folder, with whatever extension. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
const separators = /[/\\]/
/** What one of the systems has another meaning for, and control characters. */
// oxlint-disable-next-line no-control-regex
const meaningful = /[<>:"|?*\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** A name that a page proposes for a file, as a name and nothing else: no folder, no device, not hidden. */
export function safeFileName(proposed: string): string {
  const last = proposed.split(separators).at(-1) ?? ''
  const name = last.replaceAll(meaningful, '_').replace(/^[.\s]+/, '')
  const short = shortened(name).replace(/[.\s]+$/, '')
  if (short === '') return 'download'
  return reserved.test(short) ? `_${short}` : short
}

/** What it is stays readable: the extension is kept. */
function shortened(name: string): string {
  if (name.length <= mostCharacters) return name
  const extension = /\.[a-z0-9]{1,10}$/i.exec(name)?.[0] ?? ''
  return name.slice(0, mostCharacters - extension.length) + extension
}
