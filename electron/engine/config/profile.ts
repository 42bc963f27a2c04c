import { z } from 'zod'

const parity = z.enum(['N', 'E', 'O'])
const registerType = z.enum(['COIL', 'DISCRETE_INPUT', 'HOLDING', 'INPUT'])

/** A meter's register map as data. `address` is the zero-based PDU address; value = raw x scale. */
export const profileSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  manufacturer: z.string().min(1),
  model: z.string().min(1),
  protocols: z.array(z.enum(['RTU', 'TCP'])).min(1),
  /** What `sources` says about how sure the map is: none was read from a real device by us. */
  confidence: z.enum(['two sources agree', 'one source']),
  sources: z.array(z.string().min(1)).min(1),
  notes: z.string(),
  defaults: z.strictObject({
    slave_id: z.int().min(1).max(247).optional(),
    baudrate: z.int().positive().optional(),
    parity: parity.optional(),
    stopbits: z.union([z.literal(1), z.literal(2)]).optional(),
    byte_order: z.enum(['ABCD', 'CDAB', 'BADC', 'DCBA']),
  }),
  registers: z
    .array(
      z.strictObject({
        label: z.string().min(1),
        type: registerType,
        address: z.int().min(0).max(65_535),
        data_type: z.string().min(1),
        /** A decimal number as text, so that 0.001 stays exact. */
        scale: z.string().optional(),
        unit: z.string(),
        /** Short names of the documents that name this register. */
        sources: z.array(z.string()).optional(),
      }),
    )
    .min(1),
})

export type MeterProfile = Readonly<z.infer<typeof profileSchema>>

/** A profile file that can't be used; `cause` is what was wrong. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError'
  readonly path: string

  constructor(path: string, why: string, options?: ErrorOptions) {
    super(`${path}: ${why}`, options)
    this.path = path
  }
}

/** @throws ProfileError for text that is no profile */
export function parseProfile(text: string, path: string): MeterProfile {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new ProfileError(path, 'is not JSON', { cause })
  }
  const result = profileSchema.safeParse(json)
  if (!result.success) {
    const [issue] = result.error.issues
    throw new ProfileError(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not a profile'}`, {
      cause: result.error,
    })
  }
  return result.data
}

/** The keys that a profile gives, by name, as a section would give them: a list as its items. */
export function profileKeys(profile: MeterProfile): ReadonlyMap<string, readonly string[]> {
  const { registers, defaults } = profile
  const keys = new Map<string, readonly string[]>([
    ['registers', registers.map(({ address }) => String(address))],
    ['register_types', registers.map(({ type }) => type)],
    ['data_types', registers.map(({ data_type }) => data_type)],
    ['labels', registers.map(({ label }) => label)],
    ['units', registers.map(({ unit }) => unit)],
    ['scaling_factors', registers.map(({ scale = '1' }) => scale)],
    ['byte_order', [defaults.byte_order]],
    ['addressing', ['zero']],
  ])
  for (const [key, value] of [
    ['slave_id', defaults.slave_id],
    ['baudrate', defaults.baudrate],
    ['parity', defaults.parity],
    ['stopbits', defaults.stopbits],
  ] as const) {
    if (value !== undefined) keys.set(key, [String(value)])
  }
  return keys
}
