import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type Engine, startEngine } from '../../electron/engine/engine.ts'
import { keepHeapSmall } from '../../electron/headless/heap.ts'
import { type Peer, startPeer } from './peer.ts'

const farmReady = z.object({ ports: z.array(z.number()) })
const apiReady = z.object({ url: z.string() })

/** Two files each, and a process may often have no more than 20,000. */
const metersPerProcess = 5_000

export interface SiteOptions {
  readonly devices: number
  readonly intervalMs: number
  /** UINT16 values of a device, scaled by 0.1, in one block. */
  readonly registersPerDevice: number
}

/** A gateway in this process, its meters and its API in two others, its files in a folder of their own. */
export interface Site {
  start(): Promise<Engine>
  close(): Promise<void>
}

export async function openSite(options: SiteOptions): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'))
  const peers: Peer[] = []
  const peer = async (script: string, args: readonly string[]): Promise<unknown> => {
    const started = await startPeer(script, args)
    peers.push(started)
    return started.ready
  }
  const ports: number[] = []
  while (ports.length < options.devices) {
    const count = Math.min(metersPerProcess, options.devices - ports.length)
    ports.push(...farmReady.parse(await peer('meter-farm.ts', [String(count)])).ports)
  }
  const { url } = apiReady.parse(await peer('quick-api.ts', []))
  const path = join(folder, 'config.ini')
  writeFileSync(path, configText(options, ports, url, join(folder, 'gateway.log')))
  return {
    // As the command `run` does.
    start() {
      keepHeapSmall()
      return startEngine({
        source: { path, env: {}, overrides: {}, profileDirs: [] },
        dataDir: join(folder, 'data'),
        version: '0.0.0-test',
        console: null,
        onLogTrouble: (sentence) => console.error(sentence),
      })
    },
    async close() {
      await Promise.all(peers.map((each) => each.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function configText(options: SiteOptions, ports: readonly number[], url: string, logPath: string): string {
  const { intervalMs, registersPerDevice } = options
  const numbers = Array.from({ length: registersPerDevice }, (_, index) => index)
  const global = `[DEFAULT]\ngateway_id = bench\napi_url = ${url}\nlog_file = ${logPath}\ncollection_interval = ${intervalMs}ms\n`
  const shared = [
    'protocol = TCP\nhost = 127.0.0.1\nscaling_factors = 0.1\nunits = V',
    `registers = ${numbers.join(',')}`,
    `labels = ${numbers.map((number) => `Voltage_L${number}`).join(',')}`,
  ].join('\n')
  return global + ports.map((port, index) => `\n[METER_${index}]\nport = ${port}\n${shared}\n`).join('')
}
