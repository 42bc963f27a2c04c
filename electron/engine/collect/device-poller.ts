import type { DeviceConfig, DeviceState, EventSink, Reading } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { type Learning, refusedRegisters } from '../modbus/learn.ts'
import type { Link } from '../modbus/link.ts'
import { converse, type ConversationResult } from './conversation.ts'
import { makeReading, missing, type RegisterResult } from './process.ts'
import type { RegisterMap } from './register-maps.ts'
import type { Timeline } from './timeline.ts'
import type { UnitHandle } from './unit-registry.ts'

export interface Slot {
  /** UTC label on the grid. */
  readonly slotMs: number
  /** Monotonic times between which the slot lies. */
  readonly dueMs: number
  readonly slotEndMs: number
  readonly signal: AbortSignal
}

export interface DevicePoller {
  /** Reads the device once. Never rejects for anything that a device or a line does. */
  poll(slot: Slot): Promise<Reading>
  /** What has been learned of the device's register map so far. */
  learning(): Learning
}

export interface DevicePollerOptions {
  readonly device: DeviceConfig
  readonly registerMap: RegisterMap
  readonly link: Link
  readonly unit: UnitHandle
  readonly maxRetries: number
  readonly retryDelayMs: number
  readonly clock: Clock
  readonly timeline: Timeline
  readonly sink: EventSink
  readonly random: () => number
}

export function createDevicePoller(options: DevicePollerOptions): DevicePoller {
  const { device, link, unit, clock, timeline, sink } = options
  const { decoders, scaleIndexes } = options.registerMap
  let { learning } = options.registerMap
  let toldState = ''
  let toldRefused = ''

  async function poll(slot: Slot): Promise<Reading> {
    const { state } = unit
    if (state.kind === 'silent' && clock.monotonicMs() < state.retryAtMs) {
      const result = missing('BAD_COMM', `${state.reason}; next try at ${timeText(state.retryAtMs)}`)
      return finish(
        slot,
        Array.from(device.registers, () => result),
        null,
      )
    }
    const conversation = await converse({
      device,
      decoders,
      scaleIndexes,
      link,
      clock,
      sink,
      learning,
      // A unit that is not known to answer gets one try: its neighbours on the line wait no longer than that.
      limits: { ...slot, tries: state.kind === 'answering' ? 1 + options.maxRetries : 1 },
      // A probe starts with another request each time: some meters are silent to one block and answer the next.
      rotation: state.kind === 'silent' ? state.attempt : 0,
    })
    learning = conversation.learning
    concludeUnit(conversation)
    tellRefused()
    return finish(slot, conversation.results, conversation.wireMs)
  }

  /** A lost link says nothing about the unit behind it; it has its own back-off. */
  function concludeUnit({ answered, givenUp }: ConversationResult): void {
    if (answered) unit.apply({ kind: 'answered' })
    else if (givenUp?.cause === 'silence') {
      unit.apply({
        kind: 'silent',
        nowMs: clock.monotonicMs(),
        reason: givenUp.reason,
        retryDelayMs: options.retryDelayMs,
        random: options.random(),
      })
    }
  }

  function finish(slot: Slot, results: readonly RegisterResult[], latencyMs: number | null): Reading {
    const reading = makeReading(device, results, {
      timestampMs: timeline.utcMs(clock.monotonicMs()),
      slotMs: slot.slotMs,
      latencyMs,
    })
    if (!slot.signal.aborted) tellState(stateAfter(reading))
    return reading
  }

  function stateAfter(reading: Reading): DeviceState {
    if (unit.state.kind === 'silent') {
      const { attempt, reason, retryAtMs } = unit.state
      return { kind: 'backoff', attempt, reason, retryAtMs: timeline.utcMs(retryAtMs) }
    }
    if (link.state.kind === 'backoff') return link.state
    const badLabels = [...reading.measurements]
      .filter(([, { quality }]) => quality !== 'GOOD')
      .map(([label]) => label)
    return badLabels.length === 0 ? { kind: 'good' } : { kind: 'degraded', badLabels }
  }

  /** Once for each change: the slots are many, the states are few. */
  function tellState(state: DeviceState): void {
    const key = JSON.stringify(state)
    if (key === toldState) return
    toldState = key
    sink({ kind: 'device-state', deviceId: device.id, state })
  }

  function tellRefused(): void {
    const labels = [...refusedRegisters(learning).keys()].map((index) => device.registers[index]?.label ?? '')
    const key = labels.join('\n')
    if (key === toldRefused) return
    toldRefused = key
    sink({ kind: 'registers-refused', deviceId: device.id, labels })
  }

  const timeText = (monotonicMs: number): string =>
    `${new Date(timeline.utcMs(monotonicMs)).toISOString().slice(11, 19)} UTC`

  return { poll, learning: () => learning }
}
