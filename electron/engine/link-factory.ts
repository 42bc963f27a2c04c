import type { EventSink, LinkConfig, LinkId, LinkState } from '../../shared/model/index.ts'
import { linkIdOf } from '../../shared/model/index.ts'
import type { Clock } from './clock.ts'
import type { Logger } from './logger.ts'
import { createLink } from './modbus/create-link.ts'
import type { FrameListener } from './modbus/frame-trace.ts'
import type { Link, LinkEnvironment } from './modbus/link.ts'
import { describeFrame } from './traffic/decode-frame.ts'

export interface LinkFactory {
  /** Its state is told as events. */
  open(config: LinkConfig, retryDelayMs: number): Link
  /** For a visit: its state is nobody's news, its frames are seen like all others. */
  openAside(config: LinkConfig): Link
  /**
   * Hears every frame of every link that is open or opened later; the returned function ends that. Costs nothing
   * while nobody does. A listener must not throw.
   */
  watchFrames(listener: FrameListener): () => void
  /** MODBUS_DEBUG: every frame of every link goes to the log, hex and decoded. */
  logFrames(on: boolean): void
}

export interface LinkFactoryOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly sink: EventSink
}

/** Opens links whose frames can be watched at any time. */
export function createLinkFactory({ clock, logger, sink }: LinkFactoryOptions): LinkFactory {
  const open = new Set<LinkEnvironment>()
  const listeners = new Set<FrameListener>()
  let onFrame: LinkEnvironment['onFrame'] = null

  const tellAll: FrameListener = (frame) => {
    for (const listener of listeners) listener(frame)
  }
  const writeFrame: FrameListener = (frame) => logger.debug(`${frame.linkId} ${describeFrame(frame)}`)

  /** Null while there is nobody, so that a link makes no frame at all. */
  function attach(): void {
    onFrame = listeners.size === 0 ? null : tellAll
    for (const environment of open) environment.onFrame = onFrame
  }

  function watch(listener: FrameListener): void {
    listeners.add(listener)
    attach()
  }

  function unwatch(listener: FrameListener): void {
    listeners.delete(listener)
    attach()
  }

  function openLink(config: LinkConfig, retryDelayMs: number, onState: (state: LinkState) => void): Link {
    const environment: LinkEnvironment = { clock, logger, onState, onFrame, retryDelayMs }
    open.add(environment)
    return new WatchedLink(createLink(config, environment), () => void open.delete(environment))
  }

  return {
    open(config, retryDelayMs) {
      const linkId = linkIdOf(config)
      return openLink(config, retryDelayMs, (state) => sink({ kind: 'link-state', linkId, state }))
    },
    openAside: (config) => openLink(config, 1, () => {}),
    watchFrames(listener) {
      // The same function twice is two listeners.
      const own: FrameListener = (frame) => listener(frame)
      watch(own)
      return () => unwatch(own)
    },
    logFrames: (on) => (on ? watch(writeFrame) : unwatch(writeFrame)),
  }
}

/** A class because there are thousands: an object with a getter of its own takes several times as much. */
class WatchedLink implements Link {
  readonly id: LinkId
  readonly #link: Link
  readonly #onClosed: () => void

  constructor(link: Link, onClosed: () => void) {
    this.id = link.id
    this.#link = link
    this.#onClosed = onClosed
  }

  get state(): LinkState {
    return this.#link.state
  }

  read(...[unitId, request, options]: Parameters<Link['read']>): ReturnType<Link['read']> {
    return this.#link.read(unitId, request, options)
  }

  async close(): Promise<void> {
    await this.#link.close()
    this.#onClosed()
  }
}
