import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { ExitCode } from './exit-code.ts'
import type { Output, Shell } from './shell.ts'

export interface ProcessShell extends Shell {
  /** Ends the process once everything that was written has left it. */
  exit(code: ExitCode): Promise<never>
}

/** The shell around the real process. */
export function createProcessShell(packageUrl: URL): ProcessShell {
  const { stdout, stderr } = process
  const closed = new AbortController()
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') closed.abort()
    else throw error
  })
  stderr.on('error', () => {})

  const isTerminal = stdout.isTTY
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
      if (!closed.signal.aborted) stdout.write(`${text}\n`)
    },
    write: (text) => writeAll(stdout, text, closed.signal),
    closed: closed.signal,
    onResize(listener) {
      stdout.on('resize', listener)
      return () => void stdout.off('resize', listener)
    },
  }

  return {
    out,
    note: (line) => void stderr.write(`${line}\n`),
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
      await Promise.all([writeAll(stdout, '', closed.signal), writeAll(stderr, '')])
      process.exit(code)
    },
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
