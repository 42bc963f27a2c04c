import type { RegisterRow } from '../../../shared/contract/config.ts'
import { decodeText } from '../modbus/text.ts'
import { type FoundModel, rowsOfModels } from './model-rows.ts'
import { commonModelId, modelName, sunSpecModel } from './models.ts'

/** What a device says of itself: the models that it has, in their order, and who made it. */
export interface SunSpecDiscovery {
  /** Zero-based PDU address of the mark "SunS"; null: it was not found at any base address. */
  readonly baseAddress: number | null
  /** From the common model (1). */
  readonly manufacturer: string | null
  readonly model: string | null
  readonly version: string | null
  readonly serialNumber: string | null
  readonly models: readonly {
    readonly id: number
    /** null: not one that this program knows. */
    readonly name: string | null
    /** Of its header. */
    readonly address: number
    /** Registers behind the header. */
    readonly length: number
  }[]
  /** Points that the device fills of the models that are known, ready for a section with `addressing = zero`. */
  readonly rows: readonly RegisterRow[]
  /** Why the chain was not followed to its end, in a sentence; null: it was. */
  readonly trouble: string | null
}

/** Holding registers that the walk wants to see. */
export interface Wanted {
  readonly address: number
  readonly count: number
  /** How things stand before they are read. */
  readonly sofar: SunSpecDiscovery
}

export type Answer =
  | { readonly kind: 'words'; readonly words: Buffer }
  /** The device answers, but has no such registers. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Nothing more can be asked. */
  | { readonly kind: 'ended'; readonly reason: string }

/** Where the mark may stand (SunSpec Information Model Specification, 6.2), the usual place first. */
const baseAddresses: readonly number[] = [40_000, 50_000, 0]

const mark = 0x53_75_6e_53
const endId = 0xffff
const headerLength = 2
/** More than any device has; a chain that goes in a circle cannot be. */
const mostModels = 200
/** V1.1b3, 6.3. */
const mostRegisters = 125
const lastAddress = 65_535

const nothing: SunSpecDiscovery = {
  baseAddress: null,
  manufacturer: null,
  model: null,
  version: null,
  serialNumber: null,
  models: [],
  rows: [],
  trouble: null,
}

type Walk<T> = Generator<Wanted, T, Answer>

/** Follows the chain of models; who runs it makes the reads that it asks for. */
export function* walkChain(): Walk<SunSpecDiscovery> {
  const places: string[] = []
  for (const base of baseAddresses) {
    const answer = yield { address: base, count: headerLength, sofar: nothing }
    if (answer.kind === 'ended') return { ...nothing, trouble: answer.reason }
    if (answer.kind === 'words' && answer.words.readUInt32BE(0) === mark) return yield* walkModels(base)
    places.push(`${base}: ${answer.kind === 'refused' ? answer.reason : 'other values'}`)
  }
  return { ...nothing, trouble: `no SunSpec mark in the holding registers (${places.join('; ')})` }
}

function* walkModels(base: number): Walk<SunSpecDiscovery> {
  let sofar: SunSpecDiscovery = { ...nothing, baseAddress: base }
  const found: FoundModel[] = []
  let address = base + headerLength
  while (sofar.models.length < mostModels) {
    if (address + headerLength - 1 > lastAddress)
      return withTrouble(sofar, 'the chain leaves the address space')
    const header = yield { address, count: headerLength, sofar }
    if (header.kind !== 'words')
      return withTrouble(sofar, `the chain has no end: header at ${address}: ${header.reason}`)
    const id = header.words.readUInt16BE(0)
    const length = header.words.readUInt16BE(2)
    if (id === endId) return sofar
    const models = [...sofar.models, { id, name: modelName(id), address, length }]
    sofar = { ...sofar, models }

    const dataAddress = address + headerLength
    const model = sunSpecModel(id)
    if (id === commonModelId || model !== null) {
      const data = yield* readAll(dataAddress, length, sofar)
      if (data.kind !== 'words') return withTrouble(sofar, `model ${id} at ${address}: ${data.reason}`)
      if (model === null) sofar = { ...sofar, ...commonOf(data.words) }
      else found.push({ id, dataAddress, model, words: data.words })
      sofar = { ...sofar, rows: rowsOfModels(found) }
    }
    address = dataAddress + length
  }
  return withTrouble(sofar, `more than ${mostModels} models`)
}

const withTrouble = (sofar: SunSpecDiscovery, trouble: string): SunSpecDiscovery => ({ ...sofar, trouble })

function* readAll(address: number, length: number, sofar: SunSpecDiscovery): Walk<Answer> {
  const parts: Buffer[] = []
  for (let offset = 0; offset < length; offset += mostRegisters) {
    const count = Math.min(mostRegisters, length - offset)
    if (address + offset + count - 1 > lastAddress)
      return { kind: 'refused', reason: 'it leaves the address space' }
    const answer = yield { address: address + offset, count, sofar }
    if (answer.kind !== 'words') return answer
    parts.push(answer.words)
  }
  return { kind: 'words', words: Buffer.concat(parts) }
}

/** Model 1: 16 registers manufacturer, 16 model, 8 options, 8 version, 16 serial number. */
function commonOf(
  words: Buffer,
): Pick<SunSpecDiscovery, 'manufacturer' | 'model' | 'version' | 'serialNumber'> {
  const text = (offset: number, count: number): string | null => {
    const bytes = words.subarray(2 * offset, 2 * (offset + count))
    return (bytes.length === 2 * count ? decodeText(bytes) : null) || null
  }
  return { manufacturer: text(0, 16), model: text(16, 16), version: text(40, 8), serialNumber: text(48, 16) }
}
