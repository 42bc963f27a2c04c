import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export const hasSocat: boolean = spawnSync('socat', ['-V']).status === 0

/** A serial cable made of two pseudo terminals. */
export interface PtyPair {
  /** The gateway's end. */
  readonly master: string
  /** The meter's end. */
  readonly meter: string
  /** Pulls the cable out: both ends are gone. */
  unplug(): Promise<void>
  /** The same paths again. */
  plug(): Promise<void>
  close(): Promise<void>
}

/** Needs socat (`describe.skipIf(!hasSocat)`). */
export async function openPtyPair(): Promise<PtyPair> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-pty-'))
  const master = join(folder, 'gateway')
  const meter = join(folder, 'meter')
  let stop: (() => Promise<void>) | null = null

  const plug = async (): Promise<void> => {
    if (stop !== null) return
    const end = (link: string): string => `pty,raw,echo=0,link=${link}`
    const child = spawn('socat', [end(master), end(meter)], { stdio: 'ignore' })
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    stop = async () => {
      child.kill('SIGKILL')
      await ended
      // Killed, socat leaves its links behind; an adapter that was pulled does not.
      rmSync(master, { force: true })
      rmSync(meter, { force: true })
    }
    while (!existsSync(master) || !existsSync(meter)) {
      if (child.exitCode !== null) throw new Error(`socat ended with ${child.exitCode}`)
      await delay(5)
    }
  }
  const unplug = async (): Promise<void> => {
    await stop?.()
    stop = null
  }
  await plug()
  return {
    master,
    meter,
    plug,
    unplug,
    close: async () => {
      await unplug()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
