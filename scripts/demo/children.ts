import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Child {
  readonly name: string
  /** The first line of its output: what it says once it is ready. */
  readonly firstLine: Promise<string>
  /** Lines that came after the first one. */
  onLine(listener: (line: string) => void): void
  readonly ended: Promise<number | null>
  stop(): Promise<void>
}

/** A child that does not end by itself after this long is killed. */
const patienceMs = 5_000

/** Starts a child whose output is read line by line; what it has to complain about goes to our stderr under its name. */
export function startChild(
  name: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Child {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  const first = Promise.withResolvers<string>()
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code))
    child.once('error', () => resolve(null))
  })
  const listeners: ((line: string) => void)[] = []
  let isFirst = true
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (isFirst) {
      isFirst = false
      first.resolve(line)
    } else for (const listener of listeners) listener(line)
  })
  createInterface({ input: child.stderr }).on('line', (line) => process.stderr.write(`${name}: ${line}\n`))
  child.once('error', (error) => first.reject(new Error(`${name} cannot be started: ${error.message}`)))
  child.once('close', (code) => first.reject(new Error(`${name} ended with ${code} before it was ready`)))
  // Whoever needs the first line waits for it; for the others its absence is no error of their own.
  first.promise.catch(() => {})
  return {
    name,
    firstLine: first.promise,
    onLine: (listener) => void listeners.push(listener),
    ended,
    stop: () => stop(child, ended),
  }
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await ended
  clearTimeout(timer)
}
