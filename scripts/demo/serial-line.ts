import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ownGroup } from './children.ts'

export interface SerialLine {
  readonly gatewayEnd: string
  readonly meterEnd: string
  close(): Promise<void>
}

/** A serial cable made by socat; null where socat is not installed. */
export async function openSerialLine(folder: string): Promise<SerialLine | null> {
  if (spawnSync('socat', ['-V'], { stdio: 'ignore' }).status !== 0) return null
  const gatewayEnd = join(folder, 'line-gateway')
  const meterEnd = join(folder, 'line-meter')
  const end = (link: string): string => `pty,raw,echo=0,link=${link}`
  const socat = spawn('socat', [end(gatewayEnd), end(meterEnd)], { stdio: 'ignore', detached: ownGroup })
  const ended = new Promise<void>((resolve) => socat.once('close', () => resolve()))
  const close = (): Promise<void> => {
    socat.kill()
    return ended
  }
  for (let waitedMs = 0; waitedMs < 3_000; waitedMs += 20) {
    if (existsSync(gatewayEnd) && existsSync(meterEnd)) return { gatewayEnd, meterEnd, close }
    await sleep(20)
  }
  await close()
  return null
}
