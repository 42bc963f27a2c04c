import { z } from 'zod'
import { commandNames, desktopCommandNames, topicNames } from './names.ts'
import type { ClientMessage } from './protocol.ts'

const id = z.int().min(0)

/** Everything that a client may say; arguments are parsed with the schema of their command or topic. */
export const clientMessage = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('hello'),
    version: z.int(),
    token: z.string().max(1_024).nullable(),
  }),
  z.strictObject({
    kind: z.literal('call'),
    id,
    name: z.enum([...commandNames, ...desktopCommandNames]),
    args: z.unknown(),
  }),
  z.strictObject({ kind: z.literal('subscribe'), id, topic: z.enum(topicNames), args: z.unknown() }),
  z.strictObject({ kind: z.literal('unsubscribe'), id }),
  z.strictObject({ kind: z.literal('ack'), number: z.int().min(0) }),
]) satisfies z.ZodType<ClientMessage>
