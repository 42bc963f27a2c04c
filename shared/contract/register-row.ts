import type { RegisterRow } from './config.ts'

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
