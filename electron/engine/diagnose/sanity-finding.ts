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

/** From here on it is no quantity that a meter measures, and no prefix makes it one. */
const absurd = 1e12

/** Four digits are as exact as a technician compares. */
export function amount(value: number, unit: string): string {
  if (Math.abs(value) >= absurd) return `${value.toExponential(2)} ${unit}`
  const [scaled, prefix] =
    Math.abs(value) >= 1e6 ? [value / 1e6, 'M'] : Math.abs(value) >= 1e4 ? [value / 1e3, 'k'] : [value, '']
  return `${Number(scaled.toPrecision(4))} ${prefix}${unit}`
}

interface KnownRatio {
  readonly ratio: number
  readonly times: string
  /** Where it is measured too large, and where too small. */
  readonly cause: readonly [tooLarge: string, tooSmall: string]
}

const both = (cause: string): KnownRatio['cause'] => [cause, cause]
const scaleCause = both('check scaling_factors, and the current transformer ratio set in the meter')
const lineCause = both(
  'a voltage between two phases may have been taken for one against neutral, or the other way round',
)

const knownRatios = (unit: string): readonly KnownRatio[] => [
  ...(['k', 'M'] as const).map((prefix) => ({
    ratio: prefix === 'k' ? 1_000 : 1_000_000,
    times: prefix === 'k' ? '1000 times' : '1,000,000 times',
    cause: [
      `check scaling_factors and units: ${unit} may have been taken for ${prefix}${unit}`,
      `check scaling_factors and units: ${prefix}${unit} may have been taken for ${unit}`,
    ] as const,
  })),
  { ratio: 100, times: '100 times', cause: scaleCause },
  { ratio: 10, times: '10 times', cause: scaleCause },
  {
    ratio: 3,
    times: '3 times',
    cause: both('a total may have been taken for one phase, or a phase for the total'),
  },
  { ratio: Math.sqrt(3), times: 'the square root of 3 times', cause: lineCause },
  ...transformerRatios.map((ratio) => ({
    ratio,
    times: `${ratio} times`,
    cause: both(`the ratio of a current transformer (${ratio}:1) may be applied to one of them only`),
  })),
]

const ratioTolerance = 0.04
/** Usual primaries of current transformers with 5 A and 1 A. */
const transformerRatios = [20, 30, 40, 50, 60, 80, 120, 150, 160, 200, 250, 300, 400, 500, 600, 800]

/**
 * Names the factor between what was measured and what was expected: `is 1000 times V x I: check scaling_factors …`.
 *
 * @param than what the expectation rests on
 * @returns null where it is no factor that one knows
 */
export function ratioText(measured: number, expected: number, unit: string, than: string): string | null {
  const ratio = Math.abs(measured / expected)
  const isNear = (known: number): boolean => Math.abs(ratio / known - 1) <= ratioTolerance
  for (const known of knownRatios(unit)) {
    if (isNear(known.ratio)) return `is ${known.times} ${than}: ${known.cause[0]}`
    if (isNear(1 / known.ratio)) return `is ${known.times} smaller than ${than}: ${known.cause[1]}`
  }
  return null
}
