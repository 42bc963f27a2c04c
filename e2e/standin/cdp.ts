// Chromium over --remote-debugging-pipe. The pipe ties its life to ours (it ends when we die, even by
// SIGKILL); --remote-debugging-port beside it is the door Playwright comes in by.
import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

export type Params = Record<string, unknown>

export class Cdp extends EventEmitter {
  process: ChildProcess
  _next = 0
  _waiting = new Map<number, { resolve(v: Params): void; reject(e: Error): void }>()
  _in: Writable

  constructor(executable: string, args: string[]) {
    super()
    this.setMaxListeners(0)
    const p = spawn(executable, ['--remote-debugging-pipe', ...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    })
    this.process = p
    createInterface({ input: p.stderr as Readable }).on('line', (line) => {
      if (line.startsWith('DevTools listening on ') || process.env['STANDIN_DEBUG'])
        process.stderr.write(`${line}\n`)
    })
    this._in = p.stdio[3] as Writable
    this._in.on('error', () => undefined)
    let buffer = ''
    const out = p.stdio[4] as Readable
    out.setEncoding('utf8')
    out.on('data', (chunk: string) => {
      const parts = (buffer + chunk).split('\0')
      buffer = parts.pop() ?? ''
      for (const part of parts)
        this._message(
          JSON.parse(part) as {
            id?: number
            result?: Params
            error?: { message: string }
            method?: string
            params?: Params
            sessionId?: string
          },
        )
    })
    p.on('exit', () => {
      for (const w of this._waiting.values()) w.reject(new Error('Chromium has ended'))
      this._waiting.clear()
      this.emit('exit')
    })
  }

  _message(m: {
    id?: number
    result?: Params
    error?: { message: string }
    method?: string
    params?: Params
    sessionId?: string
  }): void {
    if (m.id !== undefined) {
      const w = this._waiting.get(m.id)
      this._waiting.delete(m.id)
      if (m.error) w?.reject(new Error(m.error.message))
      else w?.resolve(m.result ?? {})
    } else this.emit(m.sessionId ? `${m.sessionId} ${m.method ?? ''}` : (m.method ?? ''), m.params)
  }

  send(method: string, params: Params = {}, sessionId?: string): Promise<Params> {
    if (this.process.exitCode !== null) return Promise.reject(new Error('Chromium has ended'))
    const id = ++this._next
    const answer = new Promise<Params>((resolve, reject) => {
      this._waiting.set(id, { resolve, reject })
    })
    this._in.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    return answer
  }

  /** Ends Chromium in good order (so that storage is written), by force after two seconds. */
  async close(): Promise<void> {
    if (this.process.exitCode !== null) return
    const ended = new Promise<void>((resolve) => {
      this.process.once('exit', () => {
        resolve()
      })
    })
    this.send('Browser.close').catch(() => undefined)
    const force = setTimeout(() => {
      this.process.kill('SIGKILL')
    }, 2000)
    await ended
    clearTimeout(force)
  }
}
