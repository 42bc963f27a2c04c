import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { type Simulator, startSimulator } from './meters/simulator.ts'

export interface SimulatorHostOptions {
  /** Remembers the ports, so that the meters are there again after a restart. */
  readonly markerPath: string
  /** `config/demo.ini`: how the meters are read. */
  readonly demoPath: string
}

export interface SimulatedMeters {
  /** Text of `config/demo.ini`. */
  readonly demo: string
  readonly meters: readonly {
    /** Of config.ini. */
    readonly section: string
    /** Section of the demo's configuration that reads it. */
    readonly like: string
    /** On 127.0.0.1. */
    readonly port: number
  }[]
}

/** Simulated meters within the process of a gateway, for people who have no meter at hand. */
export interface SimulatorHost {
  /** Starts them where they were, else on free ports; they go on until `close`. */
  start(): Promise<SimulatedMeters>
  /** Starts them if they ran before. @throws the listen error: somebody else has their ports by now */
  restore(): Promise<void>
  /** Ends them for good unless one of these sections of config.ini still reads them. */
  keepFor(sections: readonly string[]): Promise<void>
  close(): Promise<void>
}

type Ports = readonly [number, number, number]

const marker = z.object({ ports: z.tuple([port(), port(), port()]) })
const anyFree: Ports = [0, 0, 0]
const names = ['SUPPLY', 'WORKSHOP', 'OFFICE'] as const
const sectionOf = (name: string): string => `SIM_${name}`

export function createSimulatorHost({ markerPath, demoPath }: SimulatorHostOptions): SimulatorHost {
  let running: Promise<Simulator> | null = null

  /** Whoever asks while they start gets the same ones; a start that failed is tried anew. */
  function run(starting: Promise<Simulator>): Promise<Simulator> {
    running = starting
    starting.catch(() => {
      if (running === starting) running = null
    })
    return starting
  }

  async function startAnywhere(): Promise<Simulator> {
    const known = await readMarker(markerPath)
    const simulator = await startSimulator({ ports: known ?? anyFree }).catch((error: unknown) => {
      if (known === null) throw error
      return startSimulator({ ports: anyFree })
    })
    await mkdir(dirname(markerPath), { recursive: true })
    await writeFile(markerPath, JSON.stringify({ ports: simulator.meters.map(({ port: taken }) => taken) }))
    return simulator
  }

  async function close(): Promise<void> {
    const simulator = await running?.catch(() => null)
    running = null
    await simulator?.close()
  }

  return {
    async start() {
      const { meters } = await (running ?? run(startAnywhere()))
      return {
        demo: await readFile(demoPath, 'utf8'),
        meters: names.map((like, index) => ({
          section: sectionOf(like),
          like,
          port: meters[index]?.port ?? 0,
        })),
      }
    },
    async restore() {
      const known = await readMarker(markerPath)
      if (known !== null) await run(startSimulator({ ports: known }))
    },
    async keepFor(sections) {
      if (names.some((name) => sections.includes(sectionOf(name)))) return
      await close()
      await rm(markerPath, { force: true })
    },
    close,
  }
}

function port() {
  return z.int().min(1).max(65_535)
}

/** null: they have never run here. A damaged marker is as good as none. */
async function readMarker(path: string): Promise<Ports | null> {
  try {
    return marker.parse(JSON.parse(await readFile(path, 'utf8'))).ports
  } catch {
    return null
  }
}
