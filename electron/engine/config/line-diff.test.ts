import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineDiff } from './line-diff.ts'

const shown = (before: string, after: string, context?: number): string[] => {
  const [a, b] = [before.split(' '), after.split(' ')]
  return lineDiff(a, b, context).map(({ kind, oldLine, newLine }) => {
    const text = newLine === null ? a[oldLine - 1] : b[newLine - 1]
    return `${oldLine ?? ''}:${newLine ?? ''} ${{ same: '', removed: '-', added: '+' }[kind]}${text}`
  })
}

describe('the lines that a change touches', () => {
  it('stand between those around them', () => {
    expect(shown('a b c d e f g', 'a b c X e f g', 1)).toEqual(['3:3 c', '4: -d', ':4 +X', '5:5 e'])
    expect(shown('a b c', 'a b c')).toEqual([])
    expect(shown('a b', 'a b c', 0)).toEqual([':3 +c'])
    expect(shown('a b', 'b', 0)).toEqual(['1: -a'])
  })

  it('lead from one text to the other, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
    fc.assert(
      fc.property(text, text, (before, after): void => {
        const changes = lineDiff(before, after, 100)
        const side = (unwanted: string) => changes.filter(({ kind }) => kind !== unwanted)
        if (changes.length === 0) {
          expect(after).toEqual(before)
          return
        }
        expect(side('added').map(({ oldLine }) => oldLine)).toEqual(before.map((_, index) => index + 1))
        expect(side('removed').map(({ newLine }) => newLine)).toEqual(after.map((_, index) => index + 1))
        for (const { kind, oldLine, newLine } of changes) {
          if (kind === 'same') expect(before[oldLine - 1]).toBe(after[newLine - 1])
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('of two texts with nothing in common are all of them', () => {
    const [before, after] = ['x', 'y'].map((letter) => Array.from({ length: 3_000 }, (_, at) => letter + at))
    expect(lineDiff(before ?? [], after ?? [])).toHaveLength(6_000)
  })
})
