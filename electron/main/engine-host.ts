import { dirname, join } from 'node:path'
import type { EngineEvent } from '../../shared/model/index.ts'
import { type Engine, startEngine } from '../engine/engine.ts'
import { ConfigurationError } from '../engine/errors.ts'
import type { Logger } from '../engine/logger.ts'
import { createService } from '../ipc/service.ts'
import { hostLogger } from './host-logger.ts'
import type { Places } from './places.ts'

type Service = ReturnType<typeof createService>

export type HostState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'running'; readonly engine: Engine; readonly service: Service }
  /** `reason` in sentences, one a line. */
  | { readonly kind: 'failed'; readonly reason: string }

export interface EngineHostOptions {
  /** Of the program: shipped meter profiles lie in it. */
  readonly packageDir: string
  readonly version: string
  readonly hostName: string
  readonly writeLine: (line: string) => void
  readonly onEvent: (event: EngineEvent) => void
  /** After each start and stop. */
  readonly onChange: () => void
}

/** The one engine of this app, which may be absent: without it the window says why. */
export class EngineHost {
  readonly #options: EngineHostOptions
  readonly logger: Logger
  #places: Places
  #state: HostState = { kind: 'stopped' }
  #isStarting = false
  /** One start or stop after the other. */
  #busy: Promise<void> = Promise.resolve()

  constructor(places: Places, options: EngineHostOptions) {
    this.#places = places
    this.#options = options
    const current = (): Logger | null => (this.#state.kind === 'running' ? this.#state.engine.logger : null)
    this.logger = hostLogger(() => current()?.child('desktop') ?? null, options.writeLine)
  }

  get state(): HostState {
    return this.#state
  }

  get places(): Places {
    return this.#places
  }

  get isCollecting(): boolean {
    return this.#state.kind === 'running' && this.#state.engine.isCollecting
  }

  /** Also after a failure: what was in the way may be gone. */
  start(): Promise<void> {
    if (this.#isStarting) return this.#busy
    return this.#afterwards(() => this.#start())
  }

  /** Commits what was read before it resolves. */
  stop(): Promise<void> {
    return this.#afterwards(() => this.#stop())
  }

  /** Collects with another configuration from now on. */
  move(places: Places): Promise<void> {
    return this.#afterwards(async () => {
      await this.#stop()
      this.#places = places
      await this.#start()
    })
  }

  #afterwards(step: () => Promise<void>): Promise<void> {
    // One that failed keeps nobody from the next.
    this.#busy = this.#busy.catch(() => {}).then(step)
    return this.#busy
  }

  async #start(): Promise<void> {
    if (this.#state.kind === 'running') return
    const { packageDir, version, hostName, writeLine, onEvent } = this.#options
    const { configPath, dataDir, workingDir } = this.#places
    this.#isStarting = true
    // After a failure that is what there is to say until it has gone.
    if (this.#state.kind === 'stopped') this.#state = { kind: 'starting' }
    try {
      process.chdir(workingDir)
      const engine = await startEngine({
        source: {
          path: configPath,
          env: process.env,
          overrides: {},
          // A profile beside the file goes before a shipped one.
          profileDirs: [join(dirname(configPath), 'meters'), join(packageDir, 'config', 'meters')],
        },
        dataDir,
        console: writeLine,
        onLogTrouble: writeLine,
        whenBroken: 'wait',
      })
      engine.subscribe(onEvent)
      const service = createService({ engine, version, hostName, simulator: null })
      this.#state = { kind: 'running', engine, service }
    } catch (error) {
      this.#state = { kind: 'failed', reason: explain(error) }
      writeLine(this.#state.reason)
    }
    this.#isStarting = false
    this.#options.onChange()
  }

  async #stop(): Promise<void> {
    if (this.#state.kind !== 'running') return
    const { engine, service } = this.#state
    this.#state = { kind: 'stopped' }
    service.close()
    await engine.stop()
    this.#options.onChange()
  }
}

/** Sentences a person can act on: an error of the configuration names each line. */
export function explain(error: unknown): string {
  if (error instanceof ConfigurationError) {
    return [error.message, ...error.findings.map(({ message }) => message)].join('\n')
  }
  return error instanceof Error ? error.message : String(error)
}
