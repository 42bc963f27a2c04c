import type { Decoder } from '../modbus/codec.ts'
import type { PlannedRequest } from '../modbus/plan.ts'
import { type ScaleIndexes, turnsAround } from '../modbus/scale-reads.ts'
import { missing, type RegisterResult } from './process.ts'

/** Powers of ten that a scale register may hold; a SunSpec `sunssf` has the same range, and 0x8000 for "none". */
const mostExponent = 10

/** A request of the slot that brought data. */
export interface Answer {
  readonly request: PlannedRequest
  readonly payload: Buffer
}

export interface ScaledOptions {
  readonly scaleIndexes: ScaleIndexes
  readonly decoders: readonly Decoder[]
  readonly labelOf: (registerIndex: number) => string
  /** What became of a scale register that was not read. */
  readonly resultOf: (registerIndex: number) => RegisterResult
  /** Why a scale register was not read a second time. */
  readonly notAgain: string
}

/** Words of one register, and which of the slot's answers they came with. */
interface Words {
  readonly turn: number
  readonly payload: Buffer
  readonly offset: number
}

/** The values with a power of ten that the answers brought, by register. */
export function scaledResults(
  answers: readonly Answer[],
  options: ScaledOptions,
): ReadonlyMap<number, RegisterResult> {
  const { scaleIndexes, decoders } = options
  const wordsOf = wordsByRegister(answers)
  const results = new Map<number, RegisterResult>()
  for (const [index, readings] of wordsOf) {
    const scaleIndex = scaleIndexes[index] ?? -1
    const decode = decoders[index]
    if (scaleIndex < 0 || decode === undefined) continue
    results.set(index, scaledResult(readings, wordsOf.get(scaleIndex) ?? [], scaleIndex, decode, options))
  }
  return results
}

/** A value whose power of ten is not known is not known either. */
function scaledResult(
  readings: readonly Words[],
  scaleReadings: readonly Words[],
  scaleIndex: number,
  decode: Decoder,
  { decoders, labelOf, resultOf, notAgain }: ScaledOptions,
): RegisterResult {
  const name = `scale register ${labelOf(scaleIndex)}`
  const decodeScale = decoders[scaleIndex]
  if (scaleReadings.length === 0 || decodeScale === undefined) {
    const { quality, detail = 'not read' } = resultOf(scaleIndex)
    return missing(quality === 'GOOD' ? 'BAD_COMM' : quality, `${name}: ${detail}`)
  }
  const scaleTurns = scaleReadings.map(({ turn }) => turn)
  for (const { turn, payload, offset } of readings) {
    const around = turnsAround(turn, scaleTurns)
    if (around === null) continue
    const [before, after] = scaleReadings
      .filter((scale) => scale.turn === around.before || scale.turn === around.after)
      .map((scale) => decodeScale(scale.payload, scale.offset))
    if (before === undefined) continue
    const fault = faultOf(before, after ?? before, name)
    return fault ?? decode(payload, offset, Number(before.value))
  }
  return missing('BAD_COMM', `${name}: not read again after this value: ${notAgain}`)
}

/** null: both readings hold the same power of ten. */
function faultOf(before: RegisterResult, after: RegisterResult, name: string): RegisterResult | null {
  for (const { value, quality, detail = 'not known' } of [before, after]) {
    if (quality !== 'GOOD') return missing(quality, `${name}: ${detail}`)
    if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > mostExponent) {
      const meant = `-${mostExponent} to ${mostExponent} is meant`
      return missing('BAD_VALUE', `${name} holds ${value}; ${meant}`)
    }
  }
  if (before.value === after.value) return null
  const change = `changed from ${before.value} to ${after.value}`
  return missing('BAD_VALUE', `${name} ${change} while this value was read`)
}

function wordsByRegister(answers: readonly Answer[]): ReadonlyMap<number, readonly Words[]> {
  const byRegister = new Map<number, Words[]>()
  answers.forEach(({ request, payload }, turn) => {
    for (const { registerIndex, offset } of request.values) {
      const words = { turn, payload, offset }
      const known = byRegister.get(registerIndex)
      if (known === undefined) byRegister.set(registerIndex, [words])
      else known.push(words)
    }
  })
  return byRegister
}
