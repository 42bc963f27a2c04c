import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Another process of a bench: it says one line of JSON when it is ready and ends when its input ends. */
export interface Peer {
  /** What it said. */
  readonly ready: unknown
  close(): Promise<void>
}

/** @throws Error it ended before it was ready */
export async function startPeer(script: string, args: readonly string[]): Promise<Peer> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text)),
    ended.then(() => null),
  ])
  if (line === null) throw new Error(`${script} ended before it was ready`)
  return {
    ready: JSON.parse(line),
    async close() {
      child.stdin.end()
      await ended
    },
  }
}
