import type { SanityFinding } from '../../../shared/contract/tester.ts'
import type { MeterValue } from './meter-values.ts'

export type Check = SanityFinding['check']

/** What one sample says in one question. */
export interface Look {
  readonly about: readonly MeterValue[]
  readonly measured: string
  readonly expected: string
  /** null: it is as it should be. */
  readonly trouble: { readonly severity: 'warning' | 'problem'; readonly advice: string } | null
}

/**
 * One finding from all samples: the values of one reading are not of one instant, and a load that switches between two
 * blocks is no fault. What is wrong in more than half of the samples is.
 */
export function findingOf(check: Check, looks: readonly Look[]): readonly SanityFinding[] {
  const odd = looks.filter(({ trouble }) => trouble !== null)
  const isOdd = 2 * odd.length > looks.length
  const shown = (isOdd ? odd : looks.filter(({ trouble }) => trouble === null)).at(-1)
  if (shown === undefined) return []
  return [
    {
      check,
      severity: shown.trouble?.severity ?? 'ok',
      labels: [...new Set(shown.about.map(({ label }) => label))],
      measured: shown.measured,
      expected: shown.expected,
      advice: shown.trouble?.advice ?? null,
    },
  ]
}

/** `L1: ` before what is said of one phase. */
export const placed = (phase: string, text: string): string =>
  phase === 'total' ? text : `${phase}: ${text}`

/** Four digits are as exact as a technician compares. */
export function amount(value: number, unit: string): string {
  const [scaled, prefix] =
    Math.abs(value) >= 1e6 ? [value / 1e6, 'M'] : Math.abs(value) >= 1e4 ? [value / 1e3, 'k'] : [value, '']
  return `${Number(scaled.toPrecision(4))} ${prefix}${unit}`
}

interface KnownRatio {
  readonly ratio: number
  readonly name: string
  readonly cause: string
}

const root3 = Math.sqrt(3)
const scaleCause = 'check scaling_factors, and the current transformer ratio set in the meter'
const knownRatios: readonly KnownRatio[] = [
  { ratio: 1_000_000, name: '1,000,000 times', cause: 'check scaling_factors: MW may have been taken for W' },
  { ratio: 1_000, name: '1000 times', cause: 'check scaling_factors: kW may have been taken for W' },
  { ratio: 100, name: '100 times', cause: scaleCause },
  { ratio: 10, name: '10 times', cause: scaleCause },
  { ratio: 3, name: '3 times', cause: 'a total may have been taken for one phase, or a phase for the total' },
  {
    ratio: root3,
    name: 'the square root of 3 times',
    cause: 'a voltage between two phases may have been taken for one against neutral, or the other way round',
  },
]
const ratioTolerance = 0.04
/** Usual primaries of current transformers with 5 A and 1 A. */
const transformerRatios = [20, 30, 40, 50, 60, 80, 120, 150, 160, 200, 250, 300, 400, 500, 600, 800]

/** Names the factor between what was measured and what was expected; null where it is none that one knows. */
export function namedRatio(
  measured: number,
  expected: number,
): { readonly name: string; readonly cause: string } | null {
  const ratio = Math.abs(measured / expected)
  if (!Number.isFinite(ratio) || ratio === 0) return null
  const near = (known: number): boolean => Math.abs(ratio / known - 1) <= ratioTolerance
  for (const known of knownRatios) {
    if (near(known.ratio)) return known
    if (near(1 / known.ratio))
      return {
        name: `${known.name} less than`.replace(' times less', ' times smaller'),
        cause: inverse(known),
      }
  }
  for (const transformer of transformerRatios) {
    const cause = `the ratio of a current transformer (${transformer}:1) may be applied to one of them only`
    if (near(transformer)) return { name: `${transformer} times`, cause }
    if (near(1 / transformer)) return { name: `${transformer} times smaller than`, cause }
  }
  return null
}

const inverse = ({ ratio, cause }: KnownRatio): string =>
  ratio >= 1_000
    ? cause.replace(/(\w+) may have been taken for (\w+)/, '$2 may have been taken for $1')
    : cause
