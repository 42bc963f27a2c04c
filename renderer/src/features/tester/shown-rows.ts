import type { RequestOf } from '../../../../shared/contract/tester.ts'
import { parseShown, unitShown } from '../../../../shared/model/shown.ts'

/** A value of the display, as typed: `Voltage_L1` and `230.5 V`. */
export interface ShownRow {
  readonly label: string
  readonly shown: string
}

export const emptyShown: ShownRow = { label: '', shown: '' }

/** As profiles and examples call them. */
export const usualLabels = [
  'Voltage_L1',
  'Voltage_L2',
  'Voltage_L3',
  'Current_L1',
  'Current_L2',
  'Current_L3',
  'Active_Power_Total',
  'Reactive_Power_Total',
  'Power_Factor_Total',
  'Frequency',
  'Active_Energy_Import',
  'Active_Energy_Export',
] as const

/** Something is typed, and it is no number. */
export const isShownWrong = ({ shown }: ShownRow): boolean =>
  shown.trim() !== '' && parseShown(shown) === null

/** What is asked for; rows without a value are not. null: there is none, or one is wrong. */
export function valuesOf(rows: readonly ShownRow[]): RequestOf<'find-several'>['values'] | null {
  if (rows.some(isShownWrong)) return null
  const values = rows.flatMap(({ label, shown }, index) =>
    shown.trim() === ''
      ? []
      : [{ label: label.trim() || `Value_${index + 1}`, unit: unitShown(shown), shown: shown.trim() }],
  )
  return values.length === 0 ? null : values
}
