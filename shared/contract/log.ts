import { z } from 'zod'
import { wallMs } from './common.ts'

export const logLevel = z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR'])

export const logFilter = z.strictObject({
  /** This one and the more severe ones. */
  level: logLevel,
  /** Lines that name this device; null: all. */
  device: z.string().max(300).nullable(),
  /** Case-insensitive, anywhere in the line; empty: all. */
  text: z.string().max(500),
})

export const logLine = z.object({
  /** Grows with every line; where a page goes on. */
  at: z.string(),
  timeMs: wallMs.nullable(),
  level: logLevel.nullable(),
  /** `gateway_ems.upload`; empty where the line is not in our format. */
  logger: z.string(),
  message: z.string(),
})

/** The newest matching lines, oldest first; deltas are the lines that follow. */
export const logSnapshot = z.object({ lines: z.array(logLine), hasOlder: z.boolean() })
export const logDelta = z.object({ lines: z.array(logLine) })

/** Older lines, from the rotated files too. */
export const logPage = {
  args: z.strictObject({
    filter: logFilter,
    /** `at` of the oldest line known; null: from the newest on. */
    before: z.string().max(200).nullable(),
    limit: z.int().min(1).max(2_000),
  }),
  result: z.object({
    /** Oldest first. */
    lines: z.array(logLine),
    /** null: there is nothing older. Where to go on, also when this page is empty because little matches. */
    nextBefore: z.string().nullable(),
  }),
}

export const logFiles = {
  args: z.strictObject({}),
  result: z.object({
    /** Newest first; the one that is written first. */
    files: z.array(z.object({ name: z.string(), sizeBytes: z.number(), changedAtMs: wallMs })),
    folder: z.string(),
  }),
}

export type LogLevelName = z.infer<typeof logLevel>
export type LogFilter = z.infer<typeof logFilter>
export type LogLine = z.infer<typeof logLine>
export type LogSnapshot = z.infer<typeof logSnapshot>
