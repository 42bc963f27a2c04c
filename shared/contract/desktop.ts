import { z } from 'zod'
import { noArgs } from './common.ts'
import type { DesktopCommandName } from './names.ts'

export const lookedAt = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('local') }),
  z.strictObject({
    kind: z.literal('remote'),
    /** `192.168.1.20:8080`, `https://gateway.example:8443` */
    address: z.string().min(1).max(300),
  }),
])

export const desktopState = z.object({
  autostart: z.boolean(),
  /** Whether the system has such a thing. */
  canAutostart: z.boolean(),
  /** What closing the window does; `ask`: nobody has decided yet. */
  closeAction: z.enum(['ask', 'keep-collecting', 'quit']),
  lookingAt: lookedAt,
  /** The remote's token is kept in the system's keychain; false: only until the app ends. */
  canKeepToken: z.boolean(),
  /** null: the local engine runs. Else why not, line by line as `gateway-ems check` says it. */
  engineTrouble: z.string().nullable(),
  configPath: z.string(),
  /** The system is kept awake while collecting. */
  blocksSuspend: z.boolean(),
})

/** Every call from the page to the desktop shell. Each answers with the state after it. */
export const desktopCommands = {
  desktopState: { args: noArgs, result: desktopState },
  desktopSetAutostart: { args: z.strictObject({ on: z.boolean() }), result: desktopState },
  desktopSetCloseAction: {
    args: z.strictObject({ action: z.enum(['ask', 'keep-collecting', 'quit']) }),
    result: desktopState,
  },
  /** The page is loaded again, on the other gateway; `token` null: the one that is kept. */
  desktopLookAt: {
    args: z.strictObject({ target: lookedAt, token: z.string().max(1_024).nullable() }),
    result: desktopState,
  },
  /** Asks for a config.ini and collects with it from now on; the page is loaded again. */
  desktopOpenConfig: { args: noArgs, result: desktopState },
  desktopOpenLogFolder: { args: noArgs, result: desktopState },
} satisfies Record<DesktopCommandName, { args: z.ZodType; result: z.ZodType }>

export type DesktopCommands = typeof desktopCommands
/** What the shell has to implement: a missing handler does not compile. */
export type DesktopHandlers = {
  readonly [K in DesktopCommandName]: (args: z.infer<DesktopCommands[K]['args']>) => Promise<DesktopState>
}
export type DesktopState = z.infer<typeof desktopState>
export type LookedAt = z.infer<typeof lookedAt>
