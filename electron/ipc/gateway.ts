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
  /** Starts them, if they do not run yet, and says where they listen on loopback. */
  start(): Promise<readonly SimulatedEndpoint[]>
}

export interface SimulatedEndpoint {
  /** Of the section of config.ini that stands for this meter: `SIM_SUPPLY`. */
  readonly section: string
  readonly port: number
}
