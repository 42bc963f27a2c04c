import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Another process of a bench: it says one line of JSON when it is ready and ends when its input ends. */
export interface Peer {
  /** What it said. */
  readonly ready: unknown
  /** @returns what it said at its end, or null */
  close(): Promise<unknown>
}

/** @throws Error it ended before it was ready */
export async function startPeer(script: string, args: readonly string[]): Promise<Peer> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const first = await lines.next()
  if (first.done === true) throw new Error(`${script} ended before it was ready`)
  return {
    ready: JSON.parse(first.value),
    async close() {
      child.stdin.end()
      const last = await lines.next()
      await ended
      return last.done === true ? null : JSON.parse(last.value)
    },
  }
}
