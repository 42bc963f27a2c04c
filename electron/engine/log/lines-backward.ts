import fs from 'node:fs'
import { promisify } from 'node:util'

const read = promisify(fs.read)

const chunkBytes = 64 * 1024
/** A line longer than this, which we never write, comes in pieces. */
const lineBytesMost = 256 * 1024
const lineFeed = 0x0a

export interface PlacedLine {
  /** Bytes before it in the file. */
  readonly offset: number
  readonly text: string
}

/**
 * The lines of a file before `end`, newest first, as many at a time as one chunk of the file holds. Cut at line feeds
 * as bytes, so that no character is torn.
 *
 * @param end offset of a line, or the file's size
 */
export async function* linesBackward(fd: number, end: number): AsyncGenerator<readonly PlacedLine[]> {
  /** What has been read of the line whose beginning has not been reached. */
  let rest = Buffer.alloc(0)
  let from = end
  while (from > 0) {
    const size = Math.min(chunkBytes, from)
    const { bytesRead, buffer } = await read(fd, Buffer.alloc(size), 0, size, from - size)
    // Truncated meanwhile: what was there is gone.
    if (bytesRead < size) return
    from -= size
    const bytes = Buffer.concat([buffer, rest])
    const lines: PlacedLine[] = []
    let lineEnd = bytes.at(-1) === lineFeed && from + bytes.length === end ? bytes.length - 1 : bytes.length
    for (;;) {
      const feed = lineEnd === 0 ? -1 : bytes.lastIndexOf(lineFeed, lineEnd - 1)
      if (feed === -1) break
      lines.push({ offset: from + feed + 1, text: bytes.toString('utf8', feed + 1, lineEnd) })
      lineEnd = feed
    }
    rest = bytes.subarray(0, lineEnd)
    if (rest.length > lineBytesMost || (from === 0 && bytes.length > 0)) {
      lines.push({ offset: from, text: rest.toString('utf8') })
      rest = Buffer.alloc(0)
    }
    yield lines
  }
}
