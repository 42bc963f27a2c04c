import type { SanityFinding } from '../../../shared/contract/tester.ts'
import type { Reading, RegisterConfig } from '../../../shared/model/index.ts'
import { listText } from '../log/words.ts'
import { decimalToNumber } from '../modbus/decimal.ts'
import { hasWordOrder } from '../probe/byte-order.ts'
import { isPlausible } from './plausible-range.ts'

/** Every number of every sample is 0. */
export function checkAllZero(samples: readonly Reading[]): readonly SanityFinding[] {
  const numbers = samples.flatMap(({ measurements }) =>
    [...measurements].flatMap(([label, { value }]) =>
      typeof value === 'number' || typeof value === 'bigint' ? [{ label, value: Number(value) }] : [],
    ),
  )
  const labels = [...new Set(numbers.map(({ label }) => label))]
  if (labels.length < 2) return []
  const other = numbers.find(({ value }) => value !== 0)
  const look = { check: 'all-zero', labels, expected: 'values other than 0' } as const
  if (other !== undefined) return [{ ...look, severity: 'ok', measured: 'not only zeros', advice: null }]
  const advice =
    'check that the meter has voltage, that something is connected, and that these addresses are its measured values'
  return [{ ...look, severity: 'warning', measured: `every number is 0`, advice }]
}

/** What words in the wrong order look like in the values: no quantity at all, or a counter that goes by 65536. */
export function checkWordOrder(
  registers: readonly RegisterConfig[],
  samples: readonly Reading[],
): readonly SanityFinding[] {
  const looked = registers.filter(hasWordOrder).flatMap((register) => {
    const values = samples.flatMap(({ measurements }) => {
      const value = measurements.get(register.label)?.value
      return typeof value === 'number' || typeof value === 'bigint' ? [value] : []
    })
    return values.some((value) => Number(value) !== 0) ? [{ register, values }] : []
  })
  if (looked.length === 0) return []
  const odd = looked.filter(({ register, values }) => !isRight(register, values))
  const expected = 'magnitudes that a meter measures'
  const labelsOf = (list: typeof looked): string[] => list.map(({ register }) => register.label)
  if (odd.length === 0)
    return [
      {
        check: 'word-order',
        severity: 'ok',
        labels: labelsOf(looked),
        measured: 'magnitudes are usual',
        expected,
        advice: null,
      },
    ]
  const texts = odd.map(({ register, values }) =>
    `${register.label} ${Number(Number(values.at(-1)).toPrecision(4))} ${register.unit}`.trim(),
  )
  return [
    {
      check: 'word-order',
      severity: 'problem',
      labels: labelsOf(odd),
      measured: listText(texts),
      expected,
      advice: 'check byte_order and data_types of these registers',
    },
  ]
}

function isRight(register: RegisterConfig, values: readonly (number | bigint)[]): boolean {
  if (values.some((value) => !isPlausible(register, Number(value)))) return false
  const { kind } = register.dataType
  if (kind === 'FLOAT32' || kind === 'FLOAT64' || register.scaleFrom !== null) return true
  const raws = values.map((value) =>
    Math.round((Number(value) - decimalToNumber(register.offset)) / decimalToNumber(register.factor)),
  )
  const isBeyondWord = raws.every((raw) => Number.isSafeInteger(raw) && raw !== 0 && raw % 0x1_0000 === 0)
  return !isBeyondWord
}
