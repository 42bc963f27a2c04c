import type { SanityFinding } from '../../../shared/contract/tester.ts'
import { type MeterValue, type MeterValues } from './meter-values.ts'
import { type Phase, phases } from './roles.ts'
import { findingOf, type Look } from './sanity-finding.ts'

/** A phase with less power than this, or than this share of the largest, has no direction worth a word. */
const leastWatts = 50
const leastShare = 0.03

interface PhasePower {
  readonly phase: Phase
  readonly power: MeterValue
  readonly reactive: MeterValue | null
}

/** Signs of the powers of the phases against each other, and against what the counters count. */
export function checkDirection(samples: readonly MeterValues[]): readonly SanityFinding[] {
  return findingOf(
    'ct-direction',
    samples.flatMap((sample, index) => lookAtDirection(sample, samples.slice(0, index))),
  )
}

function lookAtDirection(sample: MeterValues, earlier: readonly MeterValues[]): readonly Look[] {
  const powers = powersOf(sample)
  if (powers.length === 0) return []
  const negative = powers.filter(({ power }) => power.value < 0)
  const look = {
    about: powers.map(({ power }) => power),
    measured: powers.map(({ phase, power }) => `${phase === 'total' ? 'P' : phase} ${power.text}`).join(', '),
    expected: 'phases of one direction, that of the counter that counts',
  }
  const names = negative.map(({ phase }) => phase).join(' and ')
  if (negative.length === 0) return [{ ...look, trouble: null }]
  if (negative.length < powers.length) {
    const advice = areExchanged(negative)
      ? `${names} draw negative power with reactive powers of opposite signs: the current transformers of ${names} are probably exchanged; each belongs to the phase of its voltage tap`
      : `check the direction of the current transformer of ${names} (K towards the supply, k and l not exchanged); nothing is wrong where a generator feeds this phase, or where two current transformers measure three phases (Aron) at a low power factor`
    return [{ ...look, trouble: { severity: 'warning', advice } }]
  }
  const before = earlier.at(-1)
  const isCountedAsImport =
    before !== undefined && rises(before, sample, 'import') && !rises(before, sample, 'export')
  if (!isCountedAsImport || powersOf(before).some(({ power }) => power.value > 0))
    return [{ ...look, trouble: null }]
  const advice =
    'the power is negative while the import counter counts: check the sign of the data type and of scaling_factors, and the direction of the current transformers'
  return [{ ...look, trouble: { severity: 'problem', advice } }]
}

function powersOf(sample: MeterValues): readonly PhasePower[] {
  const read = (places: readonly Phase[]): readonly PhasePower[] =>
    places.flatMap((phase) => {
      const power = sample.get('active-power', phase)
      return power === null ? [] : [{ phase, power, reactive: sample.get('reactive-power', phase) }]
    })
  const ofPhases = read(phases)
  const all = ofPhases.length > 0 ? ofPhases : read(['total'])
  const largest = all.reduce((most, { power }) => Math.max(most, Math.abs(power.value)), 0)
  return all.filter(
    ({ power }) => Math.abs(power.value) >= Math.max(leastWatts, leastShare * largest, 3 * power.step),
  )
}

/** A load with its current taken for that of another phase lies 120 degrees beside its voltage: P is negative, and Q is larger. */
function areExchanged(negative: readonly PhasePower[]): boolean {
  const [one, other] = negative
  if (negative.length !== 2 || !one?.reactive || !other?.reactive) return false
  const isTurned = ({ power, reactive }: PhasePower): boolean =>
    reactive !== null && Math.abs(reactive.value) > Math.abs(power.value)
  return isTurned(one) && isTurned(other) && one.reactive.value * other.reactive.value < 0
}

function rises(before: MeterValues, after: MeterValues, direction: 'import' | 'export'): boolean {
  const [first, last] = [before, after].map((sample) => sample.get('active-energy', 'total', direction))
  return !!first && !!last && last.value - first.value > 0
}
