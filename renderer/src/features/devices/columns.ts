import type { RegisterRow } from '../../../../shared/contract/config.ts'

export type Field = keyof RegisterRow

interface Column {
  readonly field: Field
  /** The key of config.ini that holds the list: findings name it. */
  readonly key: string
  /** In a header of a CSV file, beside the field's own name and the key; lower case. */
  readonly spellings: readonly string[]
  /** What an empty cell stands for. */
  readonly fallback: string
}

/** The columns of the register table in the order in which they are shown, copied and exported. */
export const columns: readonly Column[] = [
  column('address', 'registers', '', ['register', 'registro', 'dirección', 'direccion', 'dir']),
  column('table', 'register_types', 'HOLDING', ['register type', 'tabla', 'tipo de registro']),
  column('dataType', 'data_types', 'UINT16', ['type', 'data type', 'tipo', 'tipo de dato']),
  column('byteOrder', 'byte_order', 'ABCD', ['byte order', 'order', 'word_order', 'orden', 'orden de bytes']),
  column('label', 'labels', '', ['name', 'nombre', 'etiqueta', 'magnitud']),
  column('unit', 'units', '', ['unidad']),
  column('factor', 'scaling_factors', '1', ['scale', 'scale_factors', 'scaling factor', 'escala']),
  column('offset', 'offsets', '0', ['desplazamiento']),
  column('min', 'min_values', '', ['minimum', 'mínimo', 'minimo', 'mín']),
  column('max', 'max_values', '', ['maximum', 'máximo', 'maximo', 'máx']),
  column('invalid', 'invalid_values', '', ['invalid value', 'inválido', 'invalido', 'no válido']),
  column('scaleFrom', 'scale_registers', '', [
    'scale register',
    'scale_from',
    'registro de escala',
    'registro del exponente',
  ]),
]

function column(field: Field, key: string, fallback: string, spellings: readonly string[]): Column {
  return { field, key, fallback, spellings: [field.toLowerCase(), key, ...spellings] }
}

/** Columns that hold numbers: a decimal comma in them is a decimal point. */
export const decimalFields: ReadonlySet<Field> = new Set(['factor', 'offset', 'min', 'max'])

export const fieldOfHeader = (header: string): Field | null => {
  const wanted = header
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, ' ')
  return (
    columns.find(({ spellings }) =>
      spellings.some((known) => known === wanted || known === wanted.replaceAll(' ', '_')),
    )?.field ?? null
  )
}

/** What the value is called where no label is written: as the engine does it. */
export const labelOf = ({ label, address }: RegisterRow): string => (label === '' ? `R${address}` : label)

const numberKinds = ['INT16', 'UINT16', 'INT32', 'UINT32', 'INT64', 'UINT64', 'FLOAT32', 'FLOAT64']
const bits = Array.from({ length: 16 }, (_, bit) => `BIT:${bit}`)
const strings = [1, 2, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32].map((count) => `STRING:${count}`)

/** What can be chosen in a cell; the other columns are free text. */
export const choices: Partial<Readonly<Record<Field, readonly string[]>>> = {
  table: ['HOLDING', 'INPUT', 'COIL', 'DISCRETE_INPUT'],
  dataType: [...numberKinds, 'BOOL', ...bits, ...strings],
  byteOrder: ['ABCD', 'CDAB', 'BADC', 'DCBA'],
}
