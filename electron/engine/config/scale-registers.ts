import type { RegisterConfig } from '../../../shared/model/index.ts'
import type { Candidate, KeyReader } from './key-reader.ts'
import { didYouMean } from './nearest.ts'
import { deviceKeys } from './schema.ts'

const mostComplaints = 20

/** Each scale register is there, and holds a power of ten and nothing else. */
export function checkScaleRegisters(
  registers: readonly RegisterConfig[],
  candidate: Candidate,
  reader: KeyReader,
): void {
  const scaled = registers.flatMap((register, index) =>
    register.scaleFrom === null ? [] : [{ register, index, scaleFrom: register.scaleFrom }],
  )
  if (scaled.length === 0) return
  const byLabel = new Map(registers.map((register) => [register.label, register]))
  let complaints = 0
  for (const { register, index, scaleFrom } of scaled) {
    const fault = faultOf(register, byLabel.get(scaleFrom), scaleFrom, byLabel)
    if (fault === null || complaints++ >= mostComplaints) continue
    const why = `item ${index + 1} (${register.label}) ${fault.why}`
    reader.complain(deviceKeys.scaleRegisters, candidate, { found: scaleFrom, ...fault, why })
  }
}

interface Fault {
  readonly why: string
  readonly suggestion?: string | null
}

function faultOf(
  register: RegisterConfig,
  scale: RegisterConfig | undefined,
  scaleFrom: string,
  byLabel: ReadonlyMap<string, RegisterConfig>,
): Fault | null {
  const { kind } = register.dataType
  if (kind === 'BOOL' || kind === 'BIT' || kind === 'STRING') {
    return { why: `is a ${kind}, which no power of ten can scale`, suggestion: 'leave the item empty' }
  }
  if (scale === undefined) {
    return {
      why: 'names a register that the device does not have',
      suggestion: didYouMean(scaleFrom, [...byLabel.keys()]),
    }
  }
  if (scale === register) return { why: 'names itself', suggestion: 'leave the item empty' }
  if (scale.dataType.kind !== 'INT16') {
    return {
      why: `names a register of type ${scale.dataType.kind}`,
      suggestion: `data type INT16 for ${scaleFrom}`,
    }
  }
  const isPlain =
    scale.scaleFrom === null &&
    scale.factor.mantissa === 1n &&
    scale.factor.exponent === 0 &&
    scale.offset.mantissa === 0n
  return isPlain
    ? null
    : { why: 'names a register that is scaled itself', suggestion: `factor 1 for ${scaleFrom}` }
}
