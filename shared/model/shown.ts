/** What a display shows: mantissa x 10^-decimals. */
export interface Shown {
  readonly mantissa: bigint
  /** Digits behind the decimal separator: the last one says how exact the display is. */
  readonly decimals: number
  /** As typed. */
  readonly text: string
}

const mostDigits = 20
/** Spaces of all kinds and the apostrophe of the Swiss. */
const groupMarks = /[\s'’_\u00A0\u2009\u202F]/g
const unitBehind = /\s*(?:[a-zµ°%Ω][a-zµ°%Ω²³]*)$/iu

/**
 * Reads `230.5`, `1 234,5`, `-12`, `1.234,5`, `50.02 Hz`. A single comma or point is the decimal separator; where both
 * stand, the last one is; one that stands twice divides thousands.
 *
 * @returns null for anything that is not a decimal number of at most 20 digits
 */
export function parseShown(text: string): Shown | null {
  const bare = text.trim().replace(unitBehind, '').replaceAll(groupMarks, '').replace(/^[−–]/, '-')
  const match = /^([+-]?)([\d.,]+)$/.exec(bare)
  if (match === null) return null
  const [, sign, body = ''] = match
  const separator = decimalSeparator(body)
  const at = separator === null ? -1 : body.lastIndexOf(separator)
  const whole = (at === -1 ? body : body.slice(0, at)).replaceAll(/[.,]/g, '')
  const fraction = at === -1 ? '' : body.slice(at + 1)
  const digits = whole + fraction
  if (digits === '' || digits.length > mostDigits) return null
  const magnitude = BigInt(digits)
  return { mantissa: sign === '-' ? -magnitude : magnitude, decimals: fraction.length, text: text.trim() }
}

/** `kWh` of `18 423.5 kWh`; empty where only a number stands. */
export const unitShown = (text: string): string => unitBehind.exec(text.trim())?.[0].trim() ?? ''

function decimalSeparator(body: string): '.' | ',' | null {
  const [points, commas] = [body.split('.').length - 1, body.split(',').length - 1]
  if (points > 0 && commas > 0) return body.lastIndexOf('.') > body.lastIndexOf(',') ? '.' : ','
  if (points === 1) return '.'
  return commas === 1 ? ',' : null
}

export const shownNumber = ({ mantissa, decimals }: Shown): number => Number(`${mantissa}e${-decimals}`)

/** Why `parseShown` gave null. */
export const noNumberText = (text: string): string =>
  `"${text}" is no decimal number as a display shows it, such as 230.5`
