/** Longer than this a value is not what a register holds, but the noise of its conversion to binary. */
const charactersMost = 7
const digits = 6

/** A value as it was read where that is short, else its first six digits; null, a value that is not there, is a dash. */
export function valueText(value: number | null): string {
  if (value === null) return '–'
  const whole = String(value)
  return whole.length <= charactersMost || Number.isInteger(value) ? whole : value.toPrecision(digits)
}
