import type { SanityFinding } from '../../../shared/contract/tester.ts'
import type { MeterValue, MeterValues } from './meter-values.ts'
import { amount, findingOf, ratioText, type Look } from './sanity-finding.ts'

const directions = ['import', 'export', 'net'] as const
type Direction = (typeof directions)[number]

/** A counter's step must be so small against the energy, else nothing can be said. */
const leastSteps = 10
const shortestSpanMs = 5_000
const tolerance = 0.1
/** Above this share of uncertainty a comparison says nothing. */
const mostUncertain = 0.4
const hourMs = 3_600_000

/** The increase of the counters against the integral of the power between the samples. */
export function checkEnergy(samples: readonly MeterValues[]): readonly SanityFinding[] {
  return directions.flatMap((direction) => findingOf('energy-integral', looksAt(direction, samples)))
}

function looksAt(direction: Direction, samples: readonly MeterValues[]): readonly Look[] {
  const points = samples.flatMap((sample) => {
    const energy = sample.get('active-energy', 'total', direction)
    const power = sample.get('active-power', 'total')
    return energy === null || power === null ? [] : [{ atMs: sample.atMs, energy, power }]
  })
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || last.atMs - first.atMs < shortestSpanMs) return []
  const increase = last.energy.value - first.energy.value
  const step = Math.max(first.energy.step, last.energy.step)
  const about = [last.energy, last.power]
  if (increase < -2 * step && direction !== 'net') {
    const advice =
      'a counter does not count down: check byte_order and the data type, and whether it was reset'
    const measured = `${first.energy.text} and later ${last.energy.text}`
    return [{ about, measured, expected: 'no decrease', trouble: { severity: 'problem', advice } }]
  }
  const { expected, uncertainty } = integralOf(direction, points)
  // A net counter may count both directions up, or one of them down.
  if (direction === 'net' && points.some(({ power }) => power.value < 0)) return []
  const allowed = uncertainty + tolerance * expected + 2 * step
  if (expected < leastSteps * step || allowed > mostUncertain * expected + 2 * step) return []
  const spanS = Math.round((last.atMs - first.atMs) / 1_000)
  const look = {
    about,
    measured: `${amount(increase, 'Wh')} more in ${spanS} s`,
    expected: `${amount(expected, 'Wh')} (integral of the power)`,
  }
  if (Math.abs(increase - expected) <= allowed) return [{ ...look, trouble: null }]
  return [{ ...look, trouble: { severity: 'problem', advice: adviceFor(increase, expected, last.energy) } }]
}

interface Point {
  readonly atMs: number
  readonly power: MeterValue
}

/** By trapezoids, in Wh; where the power changes between two samples nobody knows when it did. */
function integralOf(
  direction: Direction,
  points: readonly Point[],
): { readonly expected: number; readonly uncertainty: number } {
  const counted = ({ power }: Point): number =>
    direction === 'export' ? Math.max(0, -power.value) : Math.max(0, power.value)
  let [expected, uncertainty] = [0, 0]
  points.forEach((point, index) => {
    const before = points[index - 1]
    if (before === undefined) return
    const hours = (point.atMs - before.atMs) / hourMs
    expected += ((counted(point) + counted(before)) / 2) * hours
    uncertainty += (Math.abs(counted(point) - counted(before)) / 2) * hours
  })
  return { expected, uncertainty }
}

function adviceFor(increase: number, expected: number, energy: MeterValue): string {
  if (increase === 0)
    return 'the counter stands still while power flows: check its address, and whether it counts the other direction or a tariff'
  const named = ratioText(increase, expected, 'Wh', 'the integral of the power')
  return named === null
    ? 'check scaling_factors and units of the counter and of the power'
    : `the increase of ${energy.label} ${named}`
}
