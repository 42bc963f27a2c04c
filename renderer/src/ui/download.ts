/** A name that every file system takes and that leads nowhere: no separators, no control characters, no reserved name. */
export function safeFileName(wanted: string): string {
  const cleaned = wanted
    .normalize('NFC')
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, '_')
    .replace(/^[. ]+/, '')
    .slice(0, 120)
    .replace(/[. ]+$/, '')
  if (cleaned === '') return 'export'
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(cleaned) ? `_${cleaned}` : cleaned
}

/** `2026-11-24_20-15-03`, local time: sorts by name, and Windows takes it. */
export function fileTime(wallMs: number): string {
  const local = new Date(wallMs - new Date(wallMs).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-')
}

/** Hands a text to the person as a file; the browser or the desktop app asks where, as it is set up. */
export function downloadText(name: string, text: string, mimeType = 'text/plain'): void {
  download(name, new Blob([text], { type: `${mimeType};charset=utf-8` }))
}

export function downloadBytes(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  download(name, new Blob([bytes], { type: 'application/octet-stream' }))
}

function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = safeFileName(name)
  link.click()
  // The download has begun once the click is handled.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
