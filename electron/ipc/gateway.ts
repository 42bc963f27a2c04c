import type { Engine } from '../engine/engine.ts'

/** What the shell around the engine gives to the interface. */
export interface Gateway {
  readonly engine: Engine
  /** Of the program. */
  readonly version: string
  readonly hostName: string
  /** null: this shell has none. */
  readonly simulator: SimulatorHost | null
}

/** Runs the simulated meters in the gateway's own process. */
export interface SimulatorHost {
  /** Starts them, if they do not run yet. */
  start(): Promise<SimulatedMeters>
}

export interface SimulatedMeters {
  /** A configuration that reads such meters. */
  readonly demo: string
  readonly meters: readonly {
    /** Of config.ini, which stands for this meter. */
    readonly section: string
    /** The section of `demo` that shows how it is read. */
    readonly like: string
    /** On 127.0.0.1. */
    readonly port: number
  }[]
}
