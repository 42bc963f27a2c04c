import type { EventSink, LinkConfig } from '../../shared/model/index.ts'
import { linkIdOf } from '../../shared/model/index.ts'
import type { Clock } from './clock.ts'
import type { Logger } from './logger.ts'
import { describeFrame, type TracedFrame } from './modbus/frame-trace.ts'
import { createLink } from './modbus/create-link.ts'
import type { Link, LinkEnvironment } from './modbus/link.ts'

export interface LinkFactory {
  open(config: LinkConfig, retryDelayMs: number): Link
  /** MODBUS_DEBUG: every frame of every link goes to the log, hex and decoded. Costs nothing while it is off. */
  logFrames(on: boolean): void
}

export interface LinkFactoryOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly sink: EventSink
}

/** Opens links that report their state as events and can have their frames logged at any time. */
export function createLinkFactory({ clock, logger, sink }: LinkFactoryOptions): LinkFactory {
  const open = new Set<LinkEnvironment>()
  let onFrame: LinkEnvironment['onFrame'] = null

  const writeFrame = (frame: TracedFrame): void => logger.debug(`${frame.linkId} ${describeFrame(frame)}`)

  return {
    open(config, retryDelayMs) {
      const linkId = linkIdOf(config)
      const environment: LinkEnvironment = {
        clock,
        logger,
        onState: (state) => sink({ kind: 'link-state', linkId, state }),
        onFrame,
        retryDelayMs,
      }
      open.add(environment)
      const link = createLink(config, environment)
      return {
        id: link.id,
        get state() {
          return link.state
        },
        read: (unitId, request, options) => link.read(unitId, request, options),
        async close() {
          open.delete(environment)
          await link.close()
        },
      }
    },
    logFrames(on) {
      onFrame = on ? writeFrame : null
      for (const environment of open) environment.onFrame = onFrame
    },
  }
}
