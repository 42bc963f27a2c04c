import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Child {
  readonly name: string
  /** The first line of its output: what it says once it is ready. */
  readonly firstLine: Promise<string>
  readonly ended: Promise<number | null>
  stop(): Promise<void>
}

/** A child that does not end by itself after this long is killed. */
const patienceMs = 5_000

/** Ctrl-C reaches us alone, and we end the children in their order. */
export const ownGroup = process.platform !== 'win32'

/** A line of the gateway's log that tells of no trouble. */
const quietLine = / - (?:DEBUG|INFO) - /

/** Starts a child whose first line is waited for; what it has to complain about goes to our stderr under its name. */
export function startChild(
  name: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Child {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env, detached: ownGroup })
  const first = Promise.withResolvers<string>()
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code))
    child.once('error', () => resolve(null))
  })
  createInterface({ input: child.stdout }).once('line', first.resolve)
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (!quietLine.test(line)) process.stderr.write(`${name}: ${line}\n`)
  })
  child.once('error', (error) => first.reject(new Error(`${name} cannot be started: ${error.message}`)))
  child.once('close', (code) => first.reject(new Error(`${name} ended with ${code} before it was ready`)))
  // Whoever needs the first line waits for it; for the others its absence is no error of their own.
  first.promise.catch(() => {})
  return {
    name,
    firstLine: first.promise,
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
