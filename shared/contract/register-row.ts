import type { RegisterRow } from './config.ts'
import type { FoundPlace } from './tester.ts'

/** A row of which nothing has been written; free of libraries, so that the interface can use it. */
export const emptyRow: RegisterRow = {
  address: '',
  table: '',
  dataType: '',
  label: '',
  unit: '',
  factor: '',
  offset: '',
  min: '',
  max: '',
  invalid: '',
  byteOrder: '',
  scaleFrom: '',
}

/** Where a value was found, with its name. */
export interface NamedPlace extends Omit<FoundPlace, 'value'> {
  readonly label: string
  readonly unit: string
}

/**
 * The row that reads it. It leaves nothing to be inherited: one factor or order for the whole section would make another
 * value of it.
 *
 * @param address as its section counts
 */
export const foundRow = (
  { table, dataType, byteOrder, factor, label, unit }: NamedPlace,
  address: string,
): RegisterRow => ({ ...emptyRow, address, table, dataType, byteOrder, label, unit, factor })
