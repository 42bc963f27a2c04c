import type { SanityFinding } from '../../../shared/contract/tester.ts'
import type { Reading, RegisterConfig } from '../../../shared/model/index.ts'
import { knownRegisters, meterValuesOf } from './meter-values.ts'
import { checkDirection } from './sanity-direction.ts'
import { checkEnergy } from './sanity-energy.ts'
import { checkPhaseSum, checkPowerProduct } from './sanity-power.ts'
import { checkFrequency, checkPowerFactor, checkVoltage } from './sanity-ranges.ts'
import { checkAllZero, checkWordOrder } from './sanity-values.ts'

/**
 * Whether the values of a meter fit each other, as far as labels and units tell what they are. A value that is missing or
 * bad says nothing: there is no finding from it. Tolerances grow with the steps of the registers, so that an idle meter is
 * no broken one; where they leave no room for a statement, none is made.
 *
 * @param samples of one device, oldest first; the more, the less a load that switches in the middle of a reading confuses
 */
export function checkSanity(
  registers: readonly RegisterConfig[],
  samples: readonly Reading[],
): readonly SanityFinding[] {
  const zeros = checkAllZero(samples)
  // That each voltage is 0 as well says nothing more.
  if (zeros.some(({ severity }) => severity !== 'ok')) return zeros
  const known = knownRegisters(registers)
  const values = samples.map((sample) => meterValuesOf(known, sample))
  return [
    ...zeros,
    ...checkWordOrder(registers, samples),
    ...checkVoltage(values),
    ...checkFrequency(values),
    ...checkPowerFactor(values),
    ...checkPowerProduct(values),
    ...checkPhaseSum(values),
    ...checkDirection(values),
    ...checkEnergy(values),
  ]
}
