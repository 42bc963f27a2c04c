import type { DeviceConfig, DeviceId, LinkConfig, LinkId, UnitId } from '../../../shared/model/index.ts'
import { linkIdOf } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Collector, HeldLink } from '../collect/collector.ts'
import { listText } from '../log/words.ts'
import type { Link, ReadOptions } from '../modbus/link.ts'
import type { ReadOutcome, ReadRequest } from '../modbus/request.ts'
import { serialTiming } from '../modbus/rtu-frame.ts'
import { reportDevice } from '../plan-report.ts'
import { endpointText } from './advice.ts'
import { Turns } from './turns.ts'

/** The line cannot be had now, and the message says what to do about it. */
export class LineRefusedError extends Error {
  override readonly name = 'LineRefusedError'
}

export interface BorrowOptions {
  /** Its own slots may suffer. */
  readonly visited: DeviceId | null
  /**
   * `one`: a person waits for the reading of one device. `many`: a scan, which asks over and over and mostly in vain:
   * it waits for moments in which no slot is being read. So does `one` after a request that nobody answered.
   */
  readonly asks: 'one' | 'many'
}

/** An endpoint for requests outside the schedule. */
export interface Line {
  /** Goes through the collector's link while it holds the endpoint, else through one of its own. Never dials before a read. */
  readonly link: Link
  /** Whether the next request goes through the collector's link. */
  readonly isHeld: boolean
  /** Closes the link, unless others use it. May be called twice. */
  giveBack(): Promise<void>
}

export interface LinesOptions {
  readonly collector: Pick<Collector, 'held'>
  /** A link of its own, for an endpoint that the collector does not hold. */
  readonly openLink: (config: LinkConfig) => Link
  readonly clock: Clock
}

/** Lends lines beside the collector, so that no endpoint is opened twice and no slot is lost to a visitor. */
export interface Lines {
  /** @throws LineRefusedError it is in use with other settings, or has no time to spare for `many` requests */
  borrow(config: LinkConfig, options: BorrowOptions): Line
  /** What the collector reads through this endpoint, and how long a request of `many` may take there. */
  held(config: LinkConfig): { readonly devices: readonly DeviceConfig[]; readonly spareMs: number } | null
  /**
   * The collector is about to open these endpoints, and perhaps to close others, in `take`: links of visitors to them are
   * closed first, and all visitors wait until it is over; then they go on over the link that is there.
   */
  handOver<T>(ids: ReadonlySet<LinkId>, take: () => Promise<T>): Promise<T>
  /** Ends every visit. */
  close(): Promise<void>
}

/** Below this no meter behind a gateway could be expected to have answered. */
const shortestTimeoutMs = 250
/** A scan needs less: the meters that it finds are on the line itself. */
const leastSpareMs = 60
/** What a meter takes before it answers, usually; the wire's own time is known. */
const turnaroundMs = 20
/** A request on the wire: unit id, function code, address, count, CRC. */
const requestCharacters = 8
/** How often a visitor looks whether the slots have left the line. */
const lookMs = 5
/** Then the line is taken to be busy all the time, and the visitor asks between two requests of a slot. */
const patienceMs = 20_000
/** For so long after a request that nobody answered no other one may cost the line a slot. */
const costlyOnceMs = 30_000
/** To dial where the collector has given up for the moment: nobody is kept waiting who would be served. */
const dialMs = 3_000

interface OwnLink {
  readonly link: Link
  readonly settings: string
  users: number
}

export function createLines({ collector, openLink, clock }: LinesOptions): Lines {
  const own = new Map<LinkId, OwnLink>()
  const turns = new Turns()
  /** When a visitor was last left without an answer on a line of the collector's; monotonic. */
  const unansweredMs = new Map<LinkId, number>()
  /** Endpoints are changing hands. */
  let transfer: Promise<unknown> | null = null
  let isClosed = false

  function refuseOtherSettings(config: LinkConfig): void {
    const held = collector.held(linkIdOf(config))
    if (held !== null && !isSameLine(config, held.config)) throw new LineRefusedError(inUseText(held))
    const mine = own.get(linkIdOf(config))
    if (mine !== undefined && mine.settings !== endpointText(config)) {
      throw new LineRefusedError(
        `the line is being tested with other settings: ${mine.settings}; try again when that is over`,
      )
    }
  }

  function borrow(config: LinkConfig, { visited, asks }: BorrowOptions): Line {
    const id = linkIdOf(config)
    refuseOtherSettings(config)
    const found = collector.held(id)
    if (asks === 'many' && found !== null && spareMs(found, visited) < leastSpareMs) {
      throw new LineRefusedError(
        `the line has no time to spare: reading ${namesOf(found.devices)} fills their interval; stop collecting first, or disable some of them`,
      )
    }
    let mine: OwnLink | null = null
    let isReturned = false

    async function letGo(): Promise<void> {
      const entry = mine
      mine = null
      if (entry === null) return
      entry.users -= 1
      if (entry.users > 0) return
      if (own.get(id) === entry) own.delete(id)
      await entry.link.close()
    }

    function takeOwn(): Link {
      const open = own.get(id)
      if (mine !== null && mine === open) return mine.link
      mine = open ?? { link: openLink(config), settings: endpointText(config), users: 0 }
      mine.users += 1
      own.set(id, mine)
      return mine.link
    }

    const link: Link = {
      id,
      get state() {
        return (collector.held(id)?.link ?? mine?.link)?.state ?? { kind: 'closed' }
      },
      async read(unitId, request, options) {
        for (;;) {
          await transfer
          if (isClosed || isReturned || options.signal?.aborted === true)
            return { kind: 'aborted', latencyMs: 0 }
          const held = collector.held(id)
          if (held !== null && !isSameLine(config, held.config)) {
            return { kind: 'link-down', reason: inUseText(held), latencyMs: 0 }
          }
          const outcome =
            held === null
              ? await takeOwn().read(unitId, request, options)
              : await readBetween(held, unitId, request, options)
          // Closed under it, the link changes hands, or its devices were disabled: it is asked again elsewhere.
          const isTaken = held === null ? own.get(id) !== mine : collector.held(id)?.link !== held.link
          if (outcome.kind !== 'aborted' || !isTaken) return outcome
        }
      },
      close: () => Promise.resolve(),
    }

    /** Over the collector's link, one visitor after the other: two at once would keep a slot waiting for both. */
    async function readBetween(
      held: HeldLink,
      unitId: UnitId,
      request: ReadRequest,
      options: ReadOptions,
    ): Promise<ReadOutcome> {
      await letGo()
      const endTurn = await turns.take(id, options.signal)
      try {
        const lastMs = unansweredMs.get(id) ?? Number.NEGATIVE_INFINITY
        const mayCostSlot = asks === 'one' && clock.monotonicMs() - lastMs > costlyOnceMs
        if (!mayCostSlot) await pause(held, options.signal)
        const outcome = await held.link.read(unitId, request, polite(held, options, mayCostSlot))
        const isAnswered = outcome.kind === 'data' || outcome.kind === 'exception'
        if (!isAnswered && outcome.latencyMs > 0) unansweredMs.set(id, clock.monotonicMs())
        return outcome
      } finally {
        endTurn()
      }
    }

    /** Goes behind what is due already, and takes no longer than the slots of others can wait. */
    function polite(held: HeldLink, options: ReadOptions, mayCostSlot: boolean): ReadOptions {
      const isDown = held.link.state.kind === 'backoff'
      const shareMs = mayCostSlot
        ? Math.max(waitMs(held, visited), shortestTimeoutMs)
        : Math.max(spareMs(held, visited), leastSpareMs)
      const mostMs = isDown ? Math.max(shareMs, dialMs) : shareMs
      const requestDelayMs = Math.min(options.requestDelayMs, mostMs - leastSpareMs)
      const timeoutMs = Math.min(options.timeoutMs, mostMs - requestDelayMs)
      return { ...options, dueMs: clock.monotonicMs(), timeoutMs, requestDelayMs, dialsAtOnce: true }
    }

    return {
      link,
      get isHeld() {
        return collector.held(id) !== null
      },
      async giveBack() {
        isReturned = true
        await letGo()
      },
    }
  }

  /** Until no slot is being read: a request put between two of a slot's own would cost as much time again for each. */
  async function pause(held: HeldLink, signal: AbortSignal | undefined): Promise<void> {
    const untilMs = clock.monotonicMs() + patienceMs
    const isOver = (): boolean => isClosed || signal?.aborted === true || clock.monotonicMs() >= untilMs
    while (held.isReading && !isOver()) await new Promise((resolve) => setTimeout(resolve, lookMs))
  }

  async function closeOwn(ids: Iterable<LinkId>): Promise<void> {
    const entries = [...ids].flatMap((id) => {
      const entry = own.get(id)
      own.delete(id)
      return entry === undefined ? [] : [entry]
    })
    await Promise.all(entries.map(({ link }) => link.close()))
  }

  return {
    borrow,
    held(config) {
      const held = collector.held(linkIdOf(config))
      return held === null ? null : { devices: held.devices, spareMs: spareMs(held, null) }
    },
    async handOver(ids, take) {
      const taken = closeOwn(ids).then(take)
      const over = taken.catch(() => undefined)
      transfer = over
      try {
        return await taken
      } finally {
        if (transfer === over) transfer = null
      }
    },
    async close() {
      isClosed = true
      await closeOwn(own.keys())
    },
  }
}

const isSameLine = (a: LinkConfig, b: LinkConfig): boolean => endpointText(a) === endpointText(b)

function inUseText({ config, devices }: HeldLink): string {
  const whom = devices.length === 1 ? 'it' : 'them'
  return `the line is in use by ${namesOf(devices)}: ${endpointText(config)}; save these settings, or disable ${whom} first`
}

const namesOf = (devices: readonly DeviceConfig[]): string =>
  listText(
    devices.map(({ id }) => id),
    3,
  )

const others = ({ devices }: HeldLink, visited: DeviceId | null): readonly DeviceConfig[] =>
  devices.filter(({ id }) => id !== visited)

/** Shortest interval of those whose line it is. */
const waitMs = (held: HeldLink, visited: DeviceId | null): number =>
  others(held, visited).reduce(
    (least, { intervalMs }) => Math.min(least, intervalMs),
    Number.POSITIVE_INFINITY,
  )

/** What their slots leave of that interval when all of them are read one after the other, for one that stays unanswered. */
function spareMs(held: HeldLink, visited: DeviceId | null): number {
  const busyMs = others(held, visited).reduce(
    (sum, device) => sum + slotMs(device, held.wireMs(device.id)),
    0,
  )
  return Math.floor(0.9 * waitMs(held, visited) - busyMs - afterSilenceMs(held.config))
}

/** A serial line is listened to for a while after a request that nobody answered. */
function afterSilenceMs(config: LinkConfig): number {
  if (config.kind !== 'rtu') return 0
  const { quietMs, characterMs } = serialTiming(config)
  return quietMs + requestCharacters * characterMs
}

/** The wire and the meter, which may be slower than is usual; a network's round trip is in the wire's part already. */
function slotMs(device: DeviceConfig, measuredMs: number | null): number {
  const { requests, wireMs } = reportDevice(device)
  return Math.max(wireMs + (device.link.kind === 'rtu' ? requests.length * turnaroundMs : 0), measuredMs ?? 0)
}
