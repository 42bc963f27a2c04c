import { describe, expect, it } from 'vitest'
import { differingPart } from './differing-part.ts'

const file = (...lines: string[]) => ['a', 'b', 'c', 'd', 'e', ...lines, 'v', 'w', 'x', 'y', 'z'].join('\n')

describe('two versions of a file', () => {
  it('are shown from the first difference to the last, three lines around it', () => {
    const { left, right } = differingPart(file('one'), file('uno', 'dos'))
    expect(left.map(({ text }) => text).join('')).toBe('cdeonevwx')
    expect(left.filter(({ differs }) => differs)).toEqual([{ line: 6, text: 'one', differs: true }])
    expect(right.filter(({ differs }) => differs).map(({ line }) => line)).toEqual([6, 7])
  })

  it('may differ only by lines that one of them lacks', () => {
    const { left, right } = differingPart(file(), file('new'))
    expect(left.some(({ differs }) => differs)).toBe(false)
    expect(right.filter(({ differs }) => differs)).toEqual([{ line: 6, text: 'new', differs: true }])
  })

  it('never show a secret', () => {
    const shown = JSON.stringify(differingPart('api_token = hunter2', 'API_TOKEN: hunter3\nx = 1'))
    expect(shown).not.toMatch(/hunter/)
    expect(shown).toContain('api_token = ********')
  })
})
