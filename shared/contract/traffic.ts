import { z } from 'zod'
import { wallMs } from './common.ts'

/** One frame as it was on the wire, decoded for people. */
export const frameRow = z.object({
  /** Counts all frames of all links since somebody began to look: what is missing between two rows was not asked for. */
  number: z.number(),
  atMs: wallMs,
  linkId: z.string(),
  /** `discarded`: bytes that arrived and were taken for nothing; `note` says why. */
  direction: z.enum(['sent', 'received', 'discarded']),
  /** All of the frame's bytes; of a long stretch of noise the first 512. */
  hex: z.string(),
  /** In bytes. */
  length: z.number(),
  /** null: no whole frame, or its CRC is wrong, so that nobody knows. */
  unitId: z.number().nullable(),
  /** Without the bit that marks an exception. null as above. */
  functionCode: z.number().nullable(),
  /** `unit 3 FC3 read 40..59`, in English. */
  text: z.string(),
  note: z.string().nullable(),
  /** null: Modbus TCP has none, and neither has half a frame. */
  crcOk: z.boolean().nullable(),
})

export const trafficArgs = z.strictObject({
  /** The frames of its link that are of its unit, and what was discarded there; null: all frames. */
  deviceId: z.string().max(300).nullable(),
})

/** Of all links: frames since somebody began to look that are held no more, and are in no file that is made now. */
const dropped = z.number()

/** The newest frames, 500 at most, oldest first; deltas are the frames that follow. */
export const trafficSnapshot = z.object({ frames: z.array(frameRow), dropped })
export const trafficDelta = z.object({ frames: z.array(frameRow), dropped })

/** The frames that are held, as a file. While nobody follows the traffic, none are. */
export const trafficFile = {
  args: z.strictObject({
    deviceId: z.string().max(300).nullable(),
    /** pcapng, for Wireshark, has the frames of Modbus TCP alone. */
    format: z.enum(['pcapng', 'text']),
  }),
  result: z.object({ fileName: z.string(), base64: z.string() }),
}

export type FrameRow = z.infer<typeof frameRow>
export type TrafficArgs = z.infer<typeof trafficArgs>
export type TrafficSnapshot = z.infer<typeof trafficSnapshot>
