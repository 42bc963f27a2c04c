import type { SanityFinding } from '../../../shared/contract/tester.ts'
import { type MeterValue, type MeterValues, type PhaseValues, phaseValuesOf } from './meter-values.ts'
import { type Phase, phases, type Quantity } from './roles.ts'
import { amount, findingOf, type Look, ratioText, placed } from './sanity-finding.ts'

/**
 * What meters leave between P and V x I x PF: their class, and values that are not of one instant. Below the least power a
 * meter's current has not started to count, and its power factor is noise.
 */
const tolerance = 0.06
const leastVoltAmperes = 50
/** A product of values with a step is known no better than this many of its steps. */
const steps = 1.5
/** A product that is hardly more than its own uncertainty says nothing. */
const mostUncertain = 0.4

export function checkPowerProduct(samples: readonly MeterValues[]): readonly SanityFinding[] {
  const places: readonly Phase[] = [...phases, 'total']
  return [
    ...places.flatMap((phase) =>
      findingOf(
        'power-product',
        samples.flatMap((sample) => {
          const all = phaseValuesOf(sample)
          const values = all.find((entry) => entry.phase === phase)
          return values === undefined ? [] : lookAtProduct(values, all, sample)
        }),
      ),
    ),
    ...places.flatMap((phase) =>
      findingOf(
        'power-product',
        samples.flatMap((sample) => lookAtTriangle(phase, sample)),
      ),
    ),
  ]
}

interface Product {
  readonly value: number
  readonly uncertainty: number
}

function productOf({ voltage, current }: PhaseValues, factor: MeterValue | null): Product | null {
  const apparent = Math.abs(voltage.value * current.value)
  const share = factor === null ? 1 : Math.abs(factor.value)
  const uncertainty =
    tolerance * apparent +
    steps *
      (Math.abs(voltage.value) * current.step +
        Math.abs(current.value) * voltage.step +
        (factor === null ? 0 : apparent * factor.step))
  if (apparent < leastVoltAmperes || uncertainty > mostUncertain * apparent) return null
  return { value: apparent * share, uncertainty }
}

function lookAtProduct(
  values: PhaseValues,
  all: readonly PhaseValues[],
  sample: MeterValues,
): readonly Look[] {
  const { phase, voltage, current } = values
  const power = sample.get('active-power', phase)
  const apparent = sample.get('apparent-power', phase)
  // A factor that is out of range has a finding of its own.
  const given = sample.get('power-factor', phase)
  const factor = given !== null && Math.abs(given.value) > 1.005 ? null : given
  const product = productOf(values, factor)
  if (product === null) return []
  const measured = power ?? apparent
  if (measured === null) return []
  const isActive = power !== null
  const hasFactor = isActive && factor !== null
  const name = hasFactor ? 'V x I x PF' : 'V x I'
  const target = isActive ? product.value : Math.abs(voltage.value * current.value)
  const most = isActive && !hasFactor ? 'at most ' : ''
  const look = {
    about: [measured, voltage, current, ...(hasFactor ? [factor] : [])],
    measured: placed(phase, `${isActive ? 'P' : 'S'} = ${measured.text}`),
    expected: `${most}${amount(target, isActive ? 'W' : 'VA')} (${name})`,
  }
  const difference = Math.abs(measured.value) - target
  const allowed = product.uncertainty + steps * measured.step
  const isBelow = isActive && factor === null && difference < 0
  const exact = ratioText(measured.value, target, isActive ? 'W' : 'VA', name)
  const named = exact ?? (isActive && factor === null ? decadeText(measured.value, target) : null)
  // Without a power factor only what is too large is wrong, or so small that only a scale explains it.
  const isFine =
    isBelow || (difference < 0 && leavesOutHarmonics(factor) && Math.abs(measured.value) > target / 2)
      ? named === null || Math.abs(measured.value) > target / 9
      : Math.abs(difference) <= allowed
  if (isFine) return [{ ...look, trouble: null }]
  const advice =
    named === null ? otherPhaseAdvice(phase, all, sample, measured) : `${measured.label} ${named}`
  // A load of its own kind may have such a power factor.
  const severity = isBelow && exact === null ? 'warning' : 'problem'
  return [{ ...look, trouble: { severity, advice } }]
}

const decades = [10, 100, 1_000]
/** Power factors of most loads, and what a meter may be off. */
const usualFactor = { least: 0.8, most: 1.04 }

/** A power that is wrong by powers of ten is that times the power factor, which nobody knows. */
function decadeText(power: number, apparent: number): string | null {
  const ratio = Math.abs(power / apparent)
  const isUsual = (factor: number): boolean => factor >= usualFactor.least && factor <= usualFactor.most
  const larger = decades.find((decade) => isUsual(ratio / decade))
  if (larger !== undefined) {
    return `is about ${larger} times V x I: check scaling_factors, and the current transformer ratio set in the meter`
  }
  const smaller = decades.find((decade) => isUsual(ratio * decade))
  if (smaller === undefined) return null
  return `is about ${smaller} times smaller than V x I: check scaling_factors, unless the power factor really is that small`
}

/** A cosine is of the fundamental: with the harmonics of the current V x I is larger, and P is not. */
const leavesOutHarmonics = (factor: MeterValue | null): boolean =>
  factor !== null && /cos/i.test(factor.label)

function otherPhaseAdvice(
  phase: Phase,
  all: readonly PhaseValues[],
  sample: MeterValues,
  measured: MeterValue,
): string {
  const other = all.find((values) => {
    if (values.phase === phase) return false
    const product = productOf(values, sample.get('power-factor', values.phase))
    return product !== null && Math.abs(Math.abs(measured.value) - product.value) <= product.uncertainty
  })
  return other === undefined
    ? 'check scaling_factors and addresses of these registers, and the current transformer ratio set in the meter'
    : `${measured.label} fits voltage and current of ${other.phase}: check the order of the addresses, and whether the current transformers of ${phase} and ${other.phase} are exchanged`
}

/** Distortion makes S larger than P and Q say, never smaller. */
const mostDistortion = 2

function lookAtTriangle(phase: Phase, sample: MeterValues): readonly Look[] {
  const [active, reactive, apparent] = (
    ['active-power', 'reactive-power', 'apparent-power'] satisfies Quantity[]
  ).map((quantity) => sample.get(quantity, phase))
  if (!active || !reactive || !apparent) return []
  const expected = Math.hypot(active.value, reactive.value)
  const uncertainty = tolerance * expected + steps * (active.step + reactive.step + apparent.step)
  if (Math.max(expected, apparent.value) < leastVoltAmperes || uncertainty > mostUncertain * expected)
    return []
  const look = {
    about: [apparent, active, reactive],
    measured: placed(phase, `S = ${apparent.text}`),
    expected: `${amount(expected, 'VA')} (from P and Q) or somewhat more`,
  }
  // The total of S may be summed over phases whose powers have different signs.
  const most = phase === 'total' ? 8 : mostDistortion
  const isFine =
    apparent.value >= expected - uncertainty &&
    apparent.value <= most * expected + uncertainty + leastVoltAmperes
  if (isFine) return [{ ...look, trouble: null }]
  const named = ratioText(apparent.value, expected, 'VA', 'what P and Q say')
  const advice =
    named === null ? 'check scaling_factors, signs and addresses of P, Q and S' : `${apparent.label} ${named}`
  return [{ ...look, trouble: { severity: 'problem', advice } }]
}

const summed = ['active-power', 'reactive-power'] satisfies Quantity[]

export function checkPhaseSum(samples: readonly MeterValues[]): readonly SanityFinding[] {
  return summed.flatMap((quantity) =>
    findingOf(
      'phase-sum',
      samples.flatMap((sample) => lookAtSum(quantity, sample)),
    ),
  )
}

function lookAtSum(quantity: Quantity, sample: MeterValues): readonly Look[] {
  const total = sample.get(quantity, 'total')
  const parts = phases.flatMap((phase) => sample.get(quantity, phase) ?? [])
  if (total === null || parts.length < phases.length) return []
  const sum = parts.reduce((all, { value }) => all + value, 0)
  const gross = parts.reduce((all, { value }) => all + Math.abs(value), 0)
  const unit = quantity === 'active-power' ? 'W' : 'var'
  const allowed =
    tolerance * gross + steps * (total.step + parts.reduce((all, { step }) => all + step, 0)) + leastSumWatts
  const look = {
    about: [total, ...parts],
    measured: total.text,
    expected: `${amount(sum, unit)} (sum of the phases)`,
  }
  if (Math.abs(total.value - sum) <= allowed) return [{ ...look, trouble: null }]
  const isOfMagnitudes = Math.abs(Math.abs(total.value) - gross) <= allowed
  const named = ratioText(total.value, sum, unit, 'the sum of the phases')
  const advice = isOfMagnitudes
    ? 'the total adds the phases without their signs: check the direction of the current transformers, and how the meter sums'
    : named === null
      ? 'check addresses and scaling_factors of the total and of the phases'
      : `${total.label} ${named}`
  return [{ ...look, trouble: { severity: isOfMagnitudes ? 'warning' : 'problem', advice } }]
}

/** Idle meters show a watt here and there. */
const leastSumWatts = 10
