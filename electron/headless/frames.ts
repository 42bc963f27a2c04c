import { InvalidArgumentError } from 'commander'
import { FrameFileError, unwritableText } from '../engine/traffic/frame-file.ts'
import { type Recorder, startRecorder } from '../engine/traffic/recorder.ts'
import { CommandError, wrongUsage } from './exit-code.ts'

/** `--frames` of every command that talks to devices: `.option(...framesOption)`. */
export const framesOption = [
  '--frames <file>',
  'record every Modbus frame: .pcapng for Wireshark, RTU beside it as text; any other name: all as text',
  framesArgument,
] as const

export interface FramesOptions {
  readonly frames?: string
}

/** @throws InvalidArgumentError */
function framesArgument(text: string): string {
  if (text === '') throw new InvalidArgumentError('The name of the file is empty.')
  if (/\.(?:pcap|cap)$/i.test(text)) {
    throw new InvalidArgumentError(`${text}: write .pcapng, which Wireshark reads too, or .txt for text.`)
  }
  return text
}

/**
 * The recorder that the options ask for; null: none.
 *
 * @throws CommandError the file is something else, or cannot be written
 */
export async function openRecorder(
  { frames }: FramesOptions,
  onTrouble: (sentence: string) => void,
): Promise<Recorder | null> {
  if (frames === undefined) return null
  try {
    return await startRecorder({ path: frames, onTrouble })
  } catch (error) {
    if (error instanceof FrameFileError) throw wrongUsage(error.message)
    throw new CommandError(unwritableText(frames, error))
  }
}
