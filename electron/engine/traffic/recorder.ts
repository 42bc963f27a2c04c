import type { FrameListener } from '../modbus/frame-trace.ts'
import { FrameFile } from './frame-file.ts'
import { PcapngWriter } from './pcapng.ts'
import { TextWriter } from './text-file.ts'

/** Records every frame that it hears into files. */
export interface Recorder {
  readonly onFrame: FrameListener
  /** Where the frames go, in words. */
  readonly description: string
  /** Writes what waits. Never rejects. */
  close(): Promise<void>
}

export interface RecorderOptions {
  /** `.pcapng`: frames of Modbus TCP go there, those of RTU as text beside it, in `FILE.txt`. Any other: all as text. */
  readonly path: string
  /** Told in one sentence when frames are missing, or when the recording ends by itself. */
  readonly onTrouble: (sentence: string) => void
  /** Of each file; there are two of each kind at most. */
  readonly sizeMostBytes?: number
}

const mebibyte = 1024 * 1024
const usualSizeMostBytes = 50 * mebibyte

/**
 * Opens the file; what an earlier recording left there is moved aside.
 *
 * @throws FrameFileError something else is there; an error of the file system
 */
export async function startRecorder({
  path,
  onTrouble,
  sizeMostBytes = usualSizeMostBytes,
}: RecorderOptions): Promise<Recorder> {
  const isPcapng = path.toLowerCase().endsWith('.pcapng')
  const newText = (textPath: string): FrameFile =>
    new FrameFile({ path: textPath, newWriter: () => new TextWriter(), sizeMostBytes, onTrouble })
  const main = isPcapng
    ? new FrameFile({ path, newWriter: () => new PcapngWriter(), sizeMostBytes, onTrouble })
    : newText(path)
  // Made with its first frame: most plants have one kind of line.
  const rtu = isPcapng ? newText(`${path}.txt`) : main
  await main.open()
  const size = `at ${Math.round(sizeMostBytes / mebibyte)} MiB a new file begins, and the one before it is kept`
  return {
    description: isPcapng ? `${path}, frames of RTU as text in ${path}.txt; ${size}` : `${path}; ${size}`,
    onFrame: (frame) => (frame.framing === 'mbap' ? main : rtu).add(frame),
    close: async () => void (await Promise.all([main.close(), rtu.close()])),
  }
}
