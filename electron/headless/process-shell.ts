import { fstatSync, readFileSync, writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { ExitCode } from './exit-code.ts'
import type { Output, Shell } from './shell.ts'
import { fit } from './text.ts'

export interface ProcessShell extends Shell {
  /** Ends the process once everything that was written has left it. */
  exit(code: ExitCode): Promise<never>
}

/** The shell around the real process. */
export function createProcessShell(packageUrl: URL): ProcessShell {
  const { stdout, stderr } = process
  const closed = new AbortController()
  // Of a pipe or a terminal: there is nobody at its other end any more.
  stdout.on('error', () => closed.abort())
  stderr.on('error', () => {})

  const isTerminal = stdout.isTTY
  const file = isFile(stdout.fd) ? new OutputFile(stdout.fd) : null
  const out: Output = {
    isTerminal,
    hasColour: isTerminal && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
    get columns() {
      return stdout.columns ?? 80
    },
    get rows() {
      return stdout.rows ?? 24
    },
    line: (text) => {
      if (file !== null) file.write(`${text}\n`)
      else if (!closed.signal.aborted) stdout.write(`${text}\n`)
    },
    async write(text) {
      if (file === null) return writeAll(stdout, text, closed.signal)
      file.write(text)
      if (file.fault !== null) throw file.fault
    },
    closed: closed.signal,
    onResize(listener) {
      stdout.on('resize', listener)
      return () => void stdout.off('resize', listener)
    },
  }

  return {
    out,
    note: (line) => void stderr.write(`${line}\n`),
    status(line) {
      if (stderr.isTTY)
        stderr.write(`\r\u001b[2K${line === null ? '' : fit(line, (stderr.columns ?? 80) - 1)}`)
    },
    async ask(question) {
      if (!process.stdin.isTTY || !stderr.isTTY) return null
      const reader = createInterface({ input: process.stdin, output: stderr })
      // Ctrl-C and Ctrl-D are the end of the questions.
      const ended = new Promise<null>((resolve) => reader.once('close', () => resolve(null)))
      reader.once('SIGINT', () => reader.close())
      try {
        return await Promise.race([reader.question(question), ended])
      } finally {
        reader.close()
      }
    },
    env: process.env,
    packageDir: fileURLToPath(packageUrl),
    version: versionOf(packageUrl),
    onStopSignal(listener) {
      const signals = stopSignals(isTerminal)
      for (const signal of signals) process.on(signal, listener)
      return () => signals.forEach((signal) => process.off(signal, listener))
    },
    abandon: (exitCode) => process.exit(exitCode),
    async exit(code) {
      const fault = file?.fault ?? null
      if (fault !== null && code === ExitCode.fine) stderr.write(`error: ${fault.message}\n`)
      await Promise.all([writeAll(stdout, '', closed.signal), writeAll(stderr, '')])
      process.exit(fault !== null && code === ExitCode.fine ? ExitCode.failed : code)
    },
  }
}

/**
 * Standard output that goes to a file. Node's stream for it is destroyed by the first write that fails, and the process
 * with it; a full disk must end neither the collection nor the output for good.
 */
class OutputFile {
  readonly #fd: number
  #fault: Error | null = null

  constructor(fd: number) {
    this.#fd = fd
  }

  /** Why the newest text is not in the file; null when it is. */
  get fault(): Error | null {
    return this.#fault
  }

  write(text: string): void {
    try {
      for (let rest = Buffer.from(text); rest.length > 0;) rest = rest.subarray(writeSync(this.#fd, rest))
      this.#fault = null
    } catch (error) {
      this.#fault = error instanceof Error ? error : new Error(String(error))
    }
  }
}

/** /dev/full and its like are written in the same way. */
function isFile(fd: number): boolean {
  try {
    const stats = fstatSync(fd)
    return stats.isFile() || (stats.isCharacterDevice() && !isatty(fd))
  } catch {
    return false
  }
}

/** Under nohup, where the output is a file, a hang-up is to be survived. */
function stopSignals(isTerminal: boolean): readonly NodeJS.Signals[] {
  if (process.platform === 'win32') return ['SIGINT', 'SIGBREAK']
  return isTerminal ? ['SIGINT', 'SIGTERM', 'SIGHUP'] : ['SIGINT', 'SIGTERM']
}

function writeAll(stream: NodeJS.WriteStream, text: string, closed?: AbortSignal): Promise<void> {
  if (closed?.aborted === true) return Promise.resolve()
  return new Promise((resolve) => stream.write(text, () => resolve()))
}

function versionOf(packageUrl: URL): string {
  const text = readFileSync(new URL('package.json', packageUrl), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
