import type { DeviceConfig, RegisterConfig } from '../../../shared/model/index.ts'
import { type Decoder, decoderFor } from '../modbus/codec.ts'
import { costModelOf } from '../modbus/cost.ts'
import { type Learning, startLearning } from '../modbus/learn.ts'
import { type ScaleIndexes, scaleIndexesOf } from '../modbus/scale-reads.ts'

/** How the registers of a device are read: what is made once, before the first slot. */
export interface RegisterMap {
  /** One for each register, in the device's order. */
  readonly decoders: readonly Decoder[]
  /** null where no register has a power of ten of its own. */
  readonly scaleIndexes: ScaleIndexes | null
  /** The plan to begin with; nothing has been learned yet. */
  readonly learning: Learning
}

interface Made extends Pick<RegisterMap, 'decoders' | 'scaleIndexes'> {
  readonly learnings: Map<string, Learning>
}

/** Makes the map of each set of registers once, for all devices that share it and the line's costs. */
export class RegisterMaps {
  readonly #made = new WeakMap<readonly RegisterConfig[], Made>()

  of(device: DeviceConfig): RegisterMap {
    const { registers } = device
    const made = this.#made.get(registers) ?? {
      decoders: registers.map(decoderFor),
      scaleIndexes: scaleIndexesOf(registers),
      learnings: new Map(),
    }
    this.#made.set(registers, made)
    const key = limitsKey(device)
    const learning = made.learnings.get(key) ?? start(device)
    made.learnings.set(key, learning)
    return { decoders: made.decoders, scaleIndexes: made.scaleIndexes, learning }
  }
}

const start = (device: DeviceConfig): Learning =>
  startLearning(device.registers, {
    maxGap: device.maxGap,
    maxRegisters: device.maxRegisters,
    cost: costModelOf(device),
  })

/** All that a plan depends on besides the registers. */
function limitsKey({ link, requestDelayMs, maxGap, maxRegisters }: DeviceConfig): string {
  const line = link.kind === 'rtu' ? [link.baudRate, link.parity, link.stopBits, link.dataBits] : []
  return [link.kind, ...line, requestDelayMs, maxGap, maxRegisters].join(' ')
}
