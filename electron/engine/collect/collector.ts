import { hash } from 'node:crypto'
import type {
  DeviceConfig,
  DeviceId,
  EventSink,
  GatewayConfig,
  LinkConfig,
  LinkId,
} from '../../../shared/model/index.ts'
import { linkIdOf } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Link } from '../modbus/link.ts'
import { createDevicePoller, type DevicePoller } from './device-poller.ts'
import { createDeviceRunner, type DeviceRunner } from './device-runner.ts'
import { RegisterMaps } from './register-maps.ts'
import type { Timeline } from './timeline.ts'
import { createUnitRegistry } from './unit-registry.ts'

/** The part of the configuration that collecting depends on. */
export type CollectionSettings = Pick<GatewayConfig, 'devices' | 'maxRetries' | 'retryDelayMs'>

export interface CollectorDependencies {
  readonly clock: Clock
  readonly timeline: Timeline
  readonly logger: Logger
  readonly sink: EventSink
  readonly openLink: (config: LinkConfig, retryDelayMs: number) => Link
  /** Newest slot of a device in the journal, UTC in ms: a restart within a slot does not read it again. */
  readonly lastSlotMs: (deviceId: DeviceId) => number | null
  readonly random: () => number
}

export interface Collector {
  /**
   * Brings the running devices in line with `settings`. A device whose settings are unchanged is not touched and
   * misses no slot; a link lives as long as an enabled device uses it. Returns the devices that were started, restarted
   * or stopped.
   */
  apply(settings: CollectionSettings): Promise<readonly DeviceId[]>
  /** Reads one device now, outside its schedule, through the link's own queue. */
  poller(deviceId: DeviceId): DevicePoller | null
  /** The link that is open to an endpoint, for requests between the slots; null when no enabled device uses it. */
  held(id: LinkId): HeldLink | null
  /** Aborts what is in flight and closes every link. */
  stop(): Promise<void>
}

export interface HeldLink {
  readonly link: Link
  readonly config: LinkConfig
  /** Whose slots it serves. */
  readonly devices: readonly DeviceConfig[]
  /** One of their slots is being read at this moment. */
  readonly isReading: boolean
  /** What the newest slot of a device took on the wire; null: not known yet. */
  wireMs(id: DeviceId): number | null
}

interface OpenedLink {
  readonly link: Link
  readonly config: LinkConfig
  readonly settings: string
}

interface Running {
  readonly device: DeviceConfig
  readonly fingerprint: string
  readonly poller: DevicePoller
  readonly runner: DeviceRunner
}

export function createCollector(dependencies: CollectorDependencies): Collector {
  const { clock, sink, openLink, random } = dependencies
  const links = new Map<LinkId, OpenedLink>()
  const running = new Map<DeviceId, Running>()
  const units = createUnitRegistry()
  const registerMaps = new RegisterMaps()

  function linkFor(device: DeviceConfig, retryDelayMs: number): Link {
    const id = linkIdOf(device.link)
    const known = links.get(id)
    if (known !== undefined) return known.link
    const link = openLink(device.link, retryDelayMs)
    links.set(id, { link, config: device.link, settings: linkFingerprint(device.link, retryDelayMs) })
    return link
  }

  async function stopDevice(id: DeviceId): Promise<void> {
    const entry = running.get(id)
    running.delete(id)
    await entry?.runner.stop()
  }

  /** Closes links that no enabled device uses, or whose own settings changed. */
  async function closeStaleLinks(wanted: ReadonlyMap<LinkId, string>): Promise<void> {
    const stale = [...links].filter(([id, { settings }]) => wanted.get(id) !== settings)
    for (const [id] of stale) {
      links.delete(id)
      units.forget(id)
    }
    await Promise.all(stale.map(([, { link }]) => link.close()))
  }

  return {
    async apply(settings) {
      const enabled = settings.devices.filter((device) => device.enabled)
      const fingerprints = new Map(enabled.map((device) => [device.id, fingerprintOf(device, settings)]))
      const stale = [...running.values()].filter(
        ({ device, fingerprint }) => fingerprints.get(device.id) !== fingerprint,
      )
      await Promise.all(stale.map(({ device }) => stopDevice(device.id)))
      await closeStaleLinks(
        new Map(
          enabled.map((device) => [
            linkIdOf(device.link),
            linkFingerprint(device.link, settings.retryDelayMs),
          ]),
        ),
      )

      const added = enabled.filter((device) => !running.has(device.id))
      for (const device of added) {
        const link = linkFor(device, settings.retryDelayMs)
        const poller = createDevicePoller({
          device,
          registerMap: registerMaps.of(device),
          link,
          unit: units.of(link.id, device.unitId),
          maxRetries: settings.maxRetries,
          retryDelayMs: settings.retryDelayMs,
          clock,
          timeline: dependencies.timeline,
          sink,
          random,
        })
        const runner = createDeviceRunner({
          device,
          poller,
          clock,
          timeline: dependencies.timeline,
          logger: dependencies.logger,
          sink,
          lastSlotMs: dependencies.lastSlotMs(device.id),
          neighbours: added.length,
        })
        running.set(device.id, {
          device,
          fingerprint: fingerprints.get(device.id) ?? '',
          poller,
          runner,
        })
        sink({ kind: 'device-state', deviceId: device.id, state: { kind: 'connecting' } })
      }
      for (const device of settings.devices) {
        if (!device.enabled) sink({ kind: 'device-state', deviceId: device.id, state: { kind: 'disabled' } })
      }
      return [...new Set([...stale, ...added.map((device) => ({ device }))].map(({ device }) => device.id))]
    },
    poller: (id) => running.get(id)?.poller ?? null,
    held(id) {
      const found = links.get(id)
      if (found === undefined) return null
      const { link, config } = found
      const users = [...running.values()].filter(({ device }) => linkIdOf(device.link) === id)
      return {
        link,
        config,
        devices: users.map(({ device }) => device),
        get isReading() {
          return users.some(({ runner }) => runner.isReading())
        },
        wireMs: (deviceId) => running.get(deviceId)?.runner.wireMs() ?? null,
      }
    },
    async stop() {
      await Promise.all([...running.keys()].map(stopDevice))
      await closeStaleLinks(new Map())
    },
  }
}

/** Settings can be long, and what runs keeps theirs. Bigints (exact factors) have no JSON form of their own. */
const digestOf = (value: unknown): string =>
  hash(
    'sha256',
    JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)),
  )

const linkFingerprint = (link: LinkConfig, retryDelayMs: number): string => digestOf([link, retryDelayMs])

const fingerprintOf = (device: DeviceConfig, { maxRetries, retryDelayMs }: CollectionSettings): string =>
  digestOf([device, maxRetries, retryDelayMs])
