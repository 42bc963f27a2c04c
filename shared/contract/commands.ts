import { z } from 'zod'
import type { CommandName } from './names.ts'

const deviceRow = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['disabled', 'connecting', 'good', 'degraded', 'backoff']),
  /** Why it is degraded or backing off; empty otherwise. */
  reason: z.string(),
  /** First values of the last reading, as text with unit; a bad value shows its quality. */
  values: z.array(z.string()),
  latencyMs: z.number().nullable(),
})

const overview = z.object({
  gatewayId: z.string(),
  configPath: z.string(),
  devices: z.array(deviceRow),
  /** Readings stored and not yet acknowledged by the API. */
  unsent: z.number(),
  oldestUnsentMs: z.number().nullable(),
  deadLetters: z.number(),
  upload: z.enum(['off', 'idle', 'sending', 'backoff', 'refused']),
})

export type Overview = z.infer<typeof overview>

/** Every call from the interface to the engine: arguments are parsed on arrival, results are typed for both sides. */
export const commands = {
  overview: { args: z.object({}).strict(), result: overview },
} satisfies Record<CommandName, { args: z.ZodType; result: z.ZodType }>

export type Commands = typeof commands
export type Args<K extends CommandName> = z.infer<Commands[K]['args']>
export type Result<K extends CommandName> = z.infer<Commands[K]['result']>
/** What a server has to implement: a missing handler does not compile. */
export type Handlers = { readonly [K in CommandName]: (args: Args<K>) => Promise<Result<K>> }
