import { createAbsentMeter } from './absent-meter.ts'
import { createAnalyser } from './analyser.ts'
import type { Meter, Presence, SimulatorClock } from './meter.ts'
import { serveSerial, serveTcp } from './servers.ts'
import type { MeterServer } from './servers.ts'
import { createThreePhaseMeter } from './three-phase-meter.ts'

/** Ports of `config/demo.ini`: three-phase meter, analyser, meter that goes away. */
export const DEMO_PORTS = [15_021, 15_022, 15_023] as const

export interface SimulatorOptions {
  readonly host?: string
  /** One port per meter in the order of `DEMO_PORTS`; 0: any free one. */
  readonly ports?: readonly [number, number, number]
  /** The same meters on a serial line as units 1, 2 and 3. */
  readonly serial?: { readonly path: string; readonly baudRate: number } | null
  readonly seed?: number
  readonly clock?: SimulatorClock
  /** What the third meter does while it is away. */
  readonly whenAway?: Exclude<Presence, 'answers'>
}

export interface SimulatedMeter {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly unitId: number
}

export interface Simulator {
  readonly meters: readonly SimulatedMeter[]
  readonly serialPath: string | null
  close(): Promise<void>
}

/**
 * Three believable meters on loopback TCP and, if wanted, on a serial line.
 * @throws the listen or open error; nothing is left running then
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', ports = DEMO_PORTS, serial = null, seed = 1, whenAway = 'silent' } = options
  const clock = options.clock ?? { wallMs: () => Date.now() }
  const startMs = clock.wallMs()
  const create = (unitIdOf: (index: number) => number): readonly [Meter, Meter, Meter] => [
    createThreePhaseMeter({ seed, unitId: unitIdOf(0), startMs }),
    createAnalyser({ seed: seed + 1, unitId: unitIdOf(1), startMs }),
    createAbsentMeter({ seed: seed + 2, unitId: unitIdOf(2), startMs, whenAway }),
  ]
  const servers: MeterServer[] = []
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()))
  }
  try {
    const meters: SimulatedMeter[] = []
    for (const [index, meter] of create(() => 1).entries()) {
      const server = await serveTcp([meter], { host, port: ports[index] ?? 0, clock })
      servers.push(server)
      meters.push({ name: meter.name, host: server.host, port: server.port, unitId: meter.unitId })
    }
    if (serial !== null)
      servers.push(
        await serveSerial(
          create((index) => index + 1),
          { ...serial, clock },
        ),
      )
    return { meters, serialPath: serial?.path ?? null, close }
  } catch (error) {
    await close()
    throw error
  }
}
