import { ConfigurationError } from '../engine/errors.ts'
import type { Logger } from '../engine/logger.ts'
import { hostLogger } from './host-logger.ts'
import { type LocalGateway, type LocalGatewayOptions, startLocalGateway } from './local-gateway.ts'
import type { Places } from './places.ts'

export type HostState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'stopped' }
  | ({ readonly kind: 'running' } & LocalGateway)
  /** `reason` in sentences, one a line. */
  | { readonly kind: 'failed'; readonly reason: string }

export interface EngineHostOptions extends LocalGatewayOptions {
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
    this.#isStarting = true
    // After a failure that is what there is to say until it has gone.
    if (this.#state.kind === 'stopped') this.#state = { kind: 'starting' }
    try {
      this.#state = { kind: 'running', ...(await startLocalGateway(this.#places, this.#options)) }
    } catch (error) {
      this.#state = { kind: 'failed', reason: explain(error) }
      this.#options.writeLine(this.#state.reason)
    }
    this.#isStarting = false
    this.#options.onChange()
  }

  async #stop(): Promise<void> {
    if (this.#state.kind !== 'running') return
    const { stop } = this.#state
    this.#state = { kind: 'stopped' }
    await stop()
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
