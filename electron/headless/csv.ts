import type { WireReading } from '../engine/store/wire.ts'

export const csvHeader = 'timestamp,slot,device_id,label,value,unit,quality,detail\n'

/** A spreadsheet takes a cell that starts with one of these for a formula. */
const formulaStart = /^[=+\-@\t\r]/

/** A text cell (RFC 4180), which no spreadsheet will execute. */
export function csvText(text: string): string {
  const harmless = formulaStart.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Numbers stay numbers, also negative ones; a missing value is an empty cell. */
function csvValue(value: WireReading['measurements'][string]['value']): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  // Integers beyond 2^53 travel as strings of digits.
  return /^-?\d+$/.test(value) ? value : csvText(value)
}

/** The long format: one row for each value of the reading. */
export function csvRows(reading: WireReading): string {
  const head = `${reading.timestamp},${reading.slot},${csvText(reading.device_id)}`
  return Object.entries(reading.measurements)
    .map(([label, { value, unit, quality, detail }]) =>
      [head, csvText(label), csvValue(value), csvText(unit), quality, csvText(detail ?? '')].join(','),
    )
    .map((row) => `${row}\n`)
    .join('')
}
