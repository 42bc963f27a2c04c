/** `01 03 02 …`: the first ones, for a sentence. */
export function bytesText(bytes: Buffer, most: number): string {
  const shown = Array.from(bytes.subarray(0, most), (byte) => byte.toString(16).padStart(2, '0'))
  return [...shown, ...(bytes.length > most ? ['…'] : [])].join(' ')
}
