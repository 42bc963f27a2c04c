import { z } from 'zod'
import { parseDecimal } from '../modbus/decimal.ts'
import { canBeItem } from './list.ts'
import { dataType, rawPattern } from './values.ts'

const byteOrder = z.enum(['ABCD', 'CDAB', 'BADC', 'DCBA'])

/** A number, or its digits where a number cannot hold them all. */
const decimal = z.union([
  z.number(),
  z.string().refine((text) => parseDecimal(text) !== null, 'not a decimal number'),
])

/** As an item of a list in config.ini. */
const word = z
  .string()
  .refine(canBeItem, 'cannot stand in config.ini: a double quote before a comma, # or ;, or a line break')

const register = z.strictObject({
  label: word.min(1).describe('Name of the value, unique within the profile.'),
  table: z.enum(['COIL', 'DISCRETE_INPUT', 'HOLDING', 'INPUT']),
  address: z.int().min(0).max(65_535).describe('Zero-based PDU address.'),
  data_type: z
    .string()
    .refine((text) => dataType(text).ok, 'not a data type of the program')
    .describe(
      'INT16, UINT16, INT32, UINT32, INT64, UINT64, FLOAT32, FLOAT64, BOOL, BIT:0 to BIT:15 or STRING:n.',
    ),
  scale: decimal.describe('value in `unit` = raw x scale + offset'),
  offset: decimal.optional().describe('0 when not given.'),
  scale_from: z
    .string()
    .min(1)
    .optional()
    .describe('Label of the INT16 register that holds n: value = raw x 10^n x scale + offset (SunSpec).'),
  unit: word,
  min: decimal.optional().describe('Least plausible value, inclusive.'),
  max: decimal.optional().describe('Greatest plausible value, inclusive.'),
  invalid: z
    .string()
    .refine((text) => rawPattern(text).ok, 'not a raw pattern such as 0x8000')
    .optional()
    .describe('Raw pattern that means "not available".'),
  byte_order: byteOrder.optional().describe('Where it is not that of the profile.'),
  sources: z.array(z.string()).describe("Which of the profile's sources name this register."),
})

/** A meter profile as it stands in its file; `config/meters/profile.schema.json` is made of this. */
export const profileFile = z.strictObject({
  $schema: z.string().optional().describe('For editors; the program has no need of it.'),
  manufacturer: z.string().min(1),
  model: z.string().min(1),
  protocols: z.array(z.enum(['TCP', 'RTU'])).min(1),
  unit_id: z.int().min(1).max(247).nullable().describe('As delivered; null where the sources do not say.'),
  serial: z
    .strictObject({
      baudrate: z.int().positive(),
      parity: z.enum(['N', 'E', 'O']),
      stopbits: z.union([z.literal(1), z.literal(2)]),
    })
    .nullable()
    .describe('As delivered; null where the sources do not say.'),
  byte_order: byteOrder,
  max_gap: z
    .int()
    .min(0)
    .max(2000)
    .optional()
    .describe('Registers that may be read and thrown away to join two blocks.'),
  max_registers: z.int().min(1).max(125).optional().describe('Largest block that the meter accepts.'),
  confidence: z
    .enum(['one source', 'two sources agree', 'own'])
    .describe(
      '`one source`: not verified on hardware; `own`: as somebody configured a device. Its user is told so.',
    ),
  sources: z.array(z.string()).min(1),
  notes: z.string().describe('Open doubts, and where sources disagree.'),
  registers: z
    .array(register)
    .min(1)
    .superRefine((registers, context) => {
      const types = new Map<string, string>()
      registers.forEach(({ label, data_type: type }, index) => {
        if (types.has(label)) complain(index, 'label', `"${label}" names two registers`)
        types.set(label, type)
      })
      registers.forEach(({ scale_from: from }, index) => {
        if (from !== undefined && types.get(from) !== 'INT16')
          complain(index, 'scale_from', `"${from}" is no INT16 register of the profile`)
      })

      function complain(index: number, key: string, message: string): void {
        context.addIssue({ code: 'custom', path: [index, key], message })
      }
    }),
})

export type ProfileFile = z.infer<typeof profileFile>
export type ProfileRegister = ProfileFile['registers'][number]

/** File name of the schema; it lies beside the profiles and is none. */
export const schemaFileName = 'profile.schema.json'

/** What an editor can check a profile with; labels that must agree are beyond it. */
export const profileJsonSchema = (): object =>
  z.toJSONSchema(
    profileFile.meta({
      title: 'Gateway EMS meter profile',
      description:
        'Register map of a meter model: the defaults of a device section with `profile = <file name>`.',
    }),
    { io: 'input' },
  )
