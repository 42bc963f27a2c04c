import type { DeviceConfig, LinkConfig, LinkId } from '../../../shared/model/index.ts'
import { linkIdOf } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Collector, HeldLink } from '../collect/collector.ts'
import { listText } from '../log/words.ts'
import type { Link } from '../modbus/link.ts'
import { endpointText } from './advice.ts'
import { type DeviceRead, readDevice } from './read-device.ts'

/** The device cannot be asked now, and the message says what to do about it. */
export class VisitRefusedError extends Error {
  override readonly name = 'VisitRefusedError'
}

export interface VisitOptions {
  readonly collector: Pick<Collector, 'held'>
  /** A link of its own, for an endpoint that the collector does not hold. */
  readonly openLink: (config: LinkConfig) => Link
  readonly clock: Clock
}

/** Reads devices while the collector runs; with these settings, whether they are saved or not. */
export interface Visits {
  /** @throws VisitRefusedError the line is in use with other settings */
  read(device: DeviceConfig, maxRetries: number): Promise<DeviceRead>
  /** Ends the visits that have one of these endpoints open themselves: the collector is about to open it. */
  leave(links: ReadonlySet<LinkId>): Promise<void>
  /** Ends all of those. */
  close(): Promise<void>
}

/** Below this no meter behind a gateway could be expected to have answered. */
const shortestTimeoutMs = 250

export function createVisits({ collector, openLink, clock }: VisitOptions): Visits {
  /** A line of its own takes one visit after the other: a serial port opens once. */
  const turns = new Map<LinkId, Promise<unknown>>()
  const alone = new Set<Link>()

  async function readAlone(device: DeviceConfig, maxRetries: number): Promise<DeviceRead> {
    const link = openLink(device.link)
    alone.add(link)
    try {
      return await readDevice({ device, link, clock, maxRetries })
    } finally {
      alone.delete(link)
      await link.close()
    }
  }

  async function visit(device: DeviceConfig, maxRetries: number): Promise<DeviceRead> {
    const held = collector.held(linkIdOf(device.link))
    if (held === null) return readAlone(device, maxRetries)
    refuseOtherSettings(device, held)
    // Nothing is open, and whoever asks wants to know how it is now, not how it was at the last try.
    if (held.link.state.kind === 'backoff') return readAlone(device, maxRetries)
    // A silent meter is asked once: those whose line it is wait no longer than that.
    return readDevice({ device, link: betweenSlots(held, device, clock), clock, maxRetries: 0 })
  }

  return {
    read(device, maxRetries) {
      const id = linkIdOf(device.link)
      const turn = (turns.get(id) ?? Promise.resolve()).then(() => visit(device, maxRetries))
      const done = turn
        .then(() => undefined)
        .catch(() => undefined)
        .finally(() => {
          if (turns.get(id) === done) turns.delete(id)
        })
      turns.set(id, done)
      return turn
    },
    async leave(links) {
      await Promise.all([...alone].filter(({ id }) => links.has(id)).map((link) => link.close()))
    },
    async close() {
      await Promise.all([...alone].map((link) => link.close()))
    },
  }
}

/**
 * A borrowed link: each request is due when it is made, so that what is due already goes first, and none waits longer
 * than the shortest interval of the devices whose line it is.
 */
function betweenSlots({ link, devices }: HeldLink, visited: DeviceConfig, clock: Clock): Link {
  const mostMs = devices
    .filter(({ id }) => id !== visited.id)
    .reduce((least, { intervalMs }) => Math.min(least, intervalMs), Number.POSITIVE_INFINITY)
  return {
    id: link.id,
    get state() {
      return link.state
    },
    read: (unitId, request, options) =>
      link.read(unitId, request, {
        ...options,
        dueMs: clock.monotonicMs(),
        timeoutMs: Math.min(options.timeoutMs, Math.max(mostMs, shortestTimeoutMs)),
      }),
    close: () => Promise.resolve(),
  }
}

function refuseOtherSettings({ link }: DeviceConfig, { config, devices }: HeldLink): void {
  if (link.kind !== 'rtu' || config.kind !== 'rtu' || endpointText(link) === endpointText(config)) return
  const users = listText(
    devices.map(({ id }) => id),
    3,
  )
  const whom = devices.length === 1 ? 'it' : 'them'
  throw new VisitRefusedError(
    `the line is in use by ${users}: ${endpointText(config)}; save these settings, or disable ${whom} first`,
  )
}
