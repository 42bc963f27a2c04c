import type { DeviceConfig, EventSink, Reading, RegisterConfig } from '../../../shared/model/index.ts'
import { widthOf } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { createDevicePoller } from '../collect/device-poller.ts'
import { RegisterMaps } from '../collect/register-maps.ts'
import { createTimeline } from '../collect/timeline.ts'
import { createUnitHandle } from '../collect/unit-registry.ts'
import { rawWords } from '../modbus/codec.ts'
import type { Link } from '../modbus/link.ts'
import type { ReadRequest } from '../modbus/request.ts'
import { type ReadWitness, witnessedLink } from './witnessed-link.ts'

export interface ReadDeviceOptions {
  readonly device: DeviceConfig
  readonly link: Link
  readonly clock: Clock
  /** Extra tries of one request. */
  readonly maxRetries: number
  readonly signal?: AbortSignal
  readonly sink?: EventSink
  readonly witness?: ReadWitness
}

export interface DeviceRead {
  readonly reading: Reading
  /** For each register of the device, in its order: the words as they came over the wire; null where none came. */
  readonly rawWords: readonly (readonly number[] | null)[]
}

interface Block {
  readonly request: ReadRequest
  readonly payload: Buffer
}

/** One reading outside every schedule, made as the collector makes it, together with the raw words behind it. */
export async function readDevice(options: ReadDeviceOptions): Promise<DeviceRead> {
  const { device, clock } = options
  const blocks: Block[] = []
  const link = witnessedLink(options.link, (unitId, request, outcome) => {
    if (outcome.kind === 'data') blocks.push({ request, payload: outcome.payload })
    options.witness?.(unitId, request, outcome)
  })
  // Somebody waits for this one: it is tried as often as with a unit that is known to answer.
  const unit = createUnitHandle()
  unit.apply({ kind: 'answered' })
  const poller = createDevicePoller({
    device,
    registerMap: new RegisterMaps().of(device),
    link,
    unit,
    maxRetries: options.maxRetries,
    retryDelayMs: 0,
    clock,
    timeline: createTimeline(clock, null, () => {}),
    sink: options.sink ?? (() => {}),
    random: Math.random,
  })
  const nowMs = clock.monotonicMs()
  const reading = await poller.poll({
    slotMs: clock.wallMs(),
    dueMs: nowMs,
    // Nothing comes after it: every try may take its time.
    slotEndMs: Number.POSITIVE_INFINITY,
    signal: options.signal ?? new AbortController().signal,
  })
  return { reading, rawWords: device.registers.map((register) => wordsIn(blocks, register)) }
}

/** From the newest block that holds the whole value. */
function wordsIn(blocks: readonly Block[], register: RegisterConfig): readonly number[] | null {
  const end = register.address + widthOf(register.dataType)
  const block = blocks.findLast(
    ({ request: { table, address, count } }) =>
      table === register.table && address <= register.address && end <= address + count,
  )
  if (block === undefined) return null
  return rawWords(register, block.payload, register.address - block.request.address)
}
