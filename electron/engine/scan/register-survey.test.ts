import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RegisterGround } from './register-ground.ts'
import { type Span, survey, type SurveyLimits, type Verdict } from './register-survey.ts'

const limits: SurveyLimits = { mostCount: 125, countStep: 2, silences: 64 }
const refused: Verdict = { kind: 'refused', detail: 'exception 2' }

interface Surveyed {
  readonly present: readonly number[]
  readonly asked: readonly Span[]
  readonly ground: RegisterGround
}

function surveyOf(from: number, to: number, answer: (span: Span) => Verdict): Surveyed {
  const ground = new RegisterGround(from, to)
  const run = survey(ground, limits)
  const asked: Span[] = []
  for (let step = run.next(); step.done !== true; step = run.next(answer(step.value))) asked.push(step.value)
  const present = rangeOf(from, to).filter((address) => ground.isPresent(address))
  return { present, asked, ground }
}

const rangeOf = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

interface Device {
  /** Where values begin, and how many registers each has. */
  readonly values: ReadonlyMap<number, number>
  readonly mostCount: number
}

/** Reads whole values only, and none that do not exist. */
function answerOf({ values, mostCount }: Device, { address, count }: Span): Verdict {
  if (count > mostCount) return { kind: 'refused', detail: 'exception 3' }
  let at = address
  while (at < address + count) {
    const width = values.get(at)
    if (width === undefined) return refused
    at += width
  }
  return at === address + count ? { kind: 'present' } : refused
}

const readable = ({ values }: Device, from: number, to: number): number[] =>
  [...values]
    .filter(([at, width]) => at >= from && at + width - 1 <= to)
    .flatMap(([at, width]) => rangeOf(at, at + width - 1))
    .toSorted((a, b) => a - b)

/** Stretches of values of one or two registers with holes between them. */
const device = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 2 }),
      ),
      { maxLength: 6 },
    ),
    fc.constantFrom(125, 125, 120, 64, 50, 32, 10, 4),
  )
  .map(([stretches, mostCount]): Device => {
    const values = new Map<number, number>()
    let at = 0
    for (const [hole, count, width] of stretches) {
      at += hole - 1
      for (let index = 0; index < count; index += 1, at += width) values.set(at, width)
    }
    return { values, mostCount }
  })

describe('a survey of registers', () => {
  it('finds exactly what can be read, on any map of values of one or two registers with any largest block', () => {
    fc.assert(
      fc.property(device, fc.integer({ min: 0, max: 40 }), (map, from) => {
        const to = from + 700
        const { present, asked, ground } = surveyOf(from, to, (span) => answerOf(map, span))
        expect(present).toEqual(readable(map, from, to))
        expect(ground.decided).toBe(701)
        const isWithin = ({ address, count }: Span): boolean =>
          count >= 1 && address >= from && address + count <= to + 1
        expect(asked.every(isWithin)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('costs two requests a hole, a few an edge, and one a block', () => {
    fc.assert(
      fc.property(device, (map) => {
        const { asked, present } = surveyOf(0, 700, (span) => answerOf(map, span))
        const holes = 701 - present.length
        const blocks = 701 / Math.min(124, map.mostCount)
        expect(asked.length).toBeLessThanOrEqual(2 * holes + 6 * blocks + 6 * 30 + 40)
      }),
      { numRuns: 200 },
    )
  })

  it('asks a device that has everything only for its blocks', () => {
    expect(surveyOf(0, 999, () => ({ kind: 'present' })).asked).toHaveLength(9)
  })

  it('finds a lone hole with fifteen requests', () => {
    const { asked, present } = surveyOf(0, 991, ({ address, count }) =>
      address <= 400 && 400 < address + count ? refused : { kind: 'present' },
    )
    expect(present).toHaveLength(991)
    expect(asked.length).toBeLessThanOrEqual(8 + 15)
  })

  it('asks for blocks as long as the device allows once it knows how long that is', () => {
    const values = new Map(rangeOf(0, 2_000).map((at) => [at, 1]))
    const { asked, present } = surveyOf(0, 1_999, (span) => answerOf({ values, mostCount: 50 }, span))
    expect(present).toHaveLength(2_000)
    expect(asked.length).toBeLessThan(17 + 40 + 20)
  })

  it('spends a bounded number of silent requests on a device that is silent about its holes', () => {
    let silences = 0
    const { ground } = surveyOf(0, 9_999, ({ address, count }) => {
      if (address >= 500 && address + count <= 700) return { kind: 'present' }
      silences += 1
      return { kind: 'silent', detail: 'no answer' }
    })
    expect(silences).toBeLessThanOrEqual(10_000 / 112 + limits.silences + 10)
    const { stretches } = ground.result(0)
    const present = stretches.filter(({ kind }) => kind === 'present')
    expect(present).toHaveLength(1)
    expect(present[0]?.from).toBeLessThan(508)
    expect(present[0]?.to).toBeGreaterThan(692)
  })

  it('asks for another count after silence, so that a serial line needs nothing to get back in step', () => {
    const { asked } = surveyOf(0, 1_999, () => ({ kind: 'silent', detail: 'no answer' }))
    const walk = asked.slice(0, 6).map(({ count }) => count)
    expect(new Set(walk).size).toBe(walk.length)
    expect(asked.length).toBeLessThan(2_000 / 112 + limits.silences + 10)
  })
})
