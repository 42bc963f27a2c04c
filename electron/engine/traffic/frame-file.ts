import { type FileHandle, open, rename, stat } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { keptFrame, type TracedFrame } from '../modbus/frame-trace.ts'
import { sectionHeaderType } from './pcapng-blocks.ts'
import { textTitle } from './text-file.ts'

/** Makes the bytes of one file: first its header, then each frame in turn. */
export interface FrameWriter {
  header(): Buffer
  blocksOf(frame: TracedFrame): Buffer
}

export interface FrameFileOptions {
  readonly path: string
  /** For each file anew. */
  readonly newWriter: () => FrameWriter
  /** A file that would grow beyond it is moved aside. */
  readonly sizeMostBytes: number
  /** Called with one sentence when something is missing in the file, or when the recording ends by itself. */
  readonly onTrouble: (sentence: string) => void
}

/** There is something at this path that is not to be written over. */
export class FrameFileError extends Error {
  override readonly name = 'FrameFileError'
}

/** How long a frame is in memory alone. */
const flushMs = 250
/** While the disk does not keep up. */
const waitingMost = 20_000

/**
 * A file of frames, and the one before it: `trace.pcapng`, `trace.1.pcapng`. It is written beside the collection, never in
 * its way: what the disk does not take in time is counted and told, and an error of the disk ends the recording.
 */
export class FrameFile {
  readonly #options: FrameFileOptions
  #writer: FrameWriter
  #handle: FileHandle | null = null
  #sizeBytes = 0
  #waiting: TracedFrame[] = []
  #missed = 0
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> = Promise.resolve()
  #isOver = false

  constructor(options: FrameFileOptions) {
    this.#options = options
    this.#writer = options.newWriter()
  }

  /**
   * Moves aside what an earlier recording left there. The first frames do the same where nobody did it before.
   *
   * @throws FrameFileError the file there is none of ours
   */
  async open(): Promise<void> {
    const { path } = this.#options
    const previous = previousPath(path)
    if (await isRecording(path)) {
      await isRecording(previous)
      await rename(path, previous)
    }
    this.#writer = this.#options.newWriter()
    this.#handle = await open(path, 'wx', 0o640)
    this.#sizeBytes = 0
    await this.#write(this.#writer.header())
  }

  add(frame: TracedFrame): void {
    if (this.#isOver) return
    if (this.#waiting.length >= waitingMost) this.#missed += 1
    else this.#waiting.push(keptFrame(frame))
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#flush()
    }, flushMs)
  }

  /** Writes what waits. Never rejects. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#flush()
    await this.#writing
    this.#isOver = true
    await this.#handle?.close().catch(() => {})
  }

  #flush(): void {
    this.#writing = this.#writing.then(() => this.#writeWaiting()).catch((error: unknown) => this.#end(error))
  }

  async #writeWaiting(): Promise<void> {
    const frames = this.#waiting
    if (frames.length === 0 || this.#isOver) return
    this.#waiting = []
    if (this.#missed > 0) {
      this.#options.onTrouble(
        `${this.#options.path} lacks ${this.#missed} frames: the disk did not take them in time`,
      )
      this.#missed = 0
    }
    if (this.#handle === null) await this.open()
    let chunk: Buffer[] = []
    let chunkBytes = 0
    for (const frame of frames) {
      let blocks = this.#writer.blocksOf(frame)
      if (this.#sizeBytes + chunkBytes + blocks.length > this.#options.sizeMostBytes) {
        await this.#write(Buffer.concat(chunk))
        await this.#handle?.close()
        await this.open()
        chunk = []
        chunkBytes = 0
        blocks = this.#writer.blocksOf(frame)
      }
      chunk.push(blocks)
      chunkBytes += blocks.length
    }
    await this.#write(Buffer.concat(chunk))
  }

  async #write(bytes: Buffer): Promise<void> {
    let written = 0
    while (this.#handle !== null && written < bytes.length) {
      written += (await this.#handle.write(bytes, written)).bytesWritten
    }
    this.#sizeBytes += bytes.length
  }

  #end(error: unknown): void {
    this.#isOver = true
    this.#waiting = []
    this.#options.onTrouble(
      `the recording of frames has ended, ${unwritableText(this.#options.path, error)}; all else goes on`,
    )
  }
}

/** `trace.txt cannot be written: the disk is full` */
export function unwritableText(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  const said = error instanceof Error ? error.message : String(error)
  return `${path} cannot be written: ${(typeof code === 'string' ? troubles[code] : null) ?? said}`
}

const troubles: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'this user has no room left on the disk',
  EROFS: 'the file system is read-only',
}

/** `trace.1.pcapng` */
function previousPath(path: string): string {
  const { dir, name, ext } = parse(path)
  return join(dir, `${name}.1${ext}`)
}

/**
 * False: there is nothing.
 *
 * @throws FrameFileError there is something else, a configuration perhaps
 */
async function isRecording(path: string): Promise<boolean> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (stats === null) return false
  if (stats.isFile() && (stats.size === 0 || (await beginsLikeOurs(path)))) return true
  throw new FrameFileError(`${path} is there and holds no recorded frames: name another file`)
}

async function beginsLikeOurs(path: string): Promise<boolean> {
  const handle = await open(path, 'r')
  try {
    const start = Buffer.alloc(textTitle.length)
    await handle.read(start)
    return start.readUInt32LE(0) === sectionHeaderType || start.toString() === textTitle
  } finally {
    await handle.close()
  }
}
