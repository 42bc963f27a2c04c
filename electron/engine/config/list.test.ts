import { assert, array, constantFrom, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMissing, listText, splitList } from './list.ts'

const items = (text: string): readonly (string | null)[] =>
  splitList(text.split('\n').map((line, index) => ({ text: line, line: index + 1 }))).map((item) =>
    isMissing(item) ? null : item.text,
  )

describe('a list', () => {
  it.each<[string, readonly (string | null)[]]>([
    ['40001,40002', ['40001', '40002']],
    ['a , b,c ', ['a', 'b', 'c']],
    ['V,A,%', ['V', 'A', '%']],
    ['a,\nb', ['a', 'b']],
    ['a\nb', ['a', 'b']],
    ['a\n, b', ['a', 'b']],
    ['a\n,\nb', ['a', 'b']],
    ['\na,\n\nb', ['a', 'b']],
    ['"a, b", c', ['a, b', 'c']],
    ['" a ", ""', [' a ', '']],
    ['a "b" c, 19"', ['a "b" c', '19"']],
    ['"a, b', ['"a', 'b']],
    ['a,,b', ['a', null, 'b']],
    ['a,\n,b', ['a', null, 'b']],
    ['a,', ['a', null]],
    [',', [null, null]],
    ['', [null]],
  ])('%j holds %j', (text, expected) => {
    expect(items(text)).toEqual(expected)
  })

  it('knows the line of each item', () => {
    const lines = [
      { text: 'a, b,', line: 4 },
      { text: 'c', line: 6 },
    ]
    expect(splitList(lines).map(({ line }) => line)).toEqual([4, 4, 6])
  })

  it('reads back as what was written', () => {
    const item = string({ unit: constantFrom('a', ' ', ',', '#', ';', '%', 'é'), maxLength: 6 })
    assert(
      property(array(item, { minLength: 1, maxLength: 6 }), (list) => {
        expect(splitList([{ text: listText(list), line: 1 }]).map(({ text }) => text)).toEqual(list)
      }),
    )
  })

  it('of a million quotes that nothing closes is split at once', { timeout: 60_000 }, () => {
    expect(items(',"x'.repeat(1_000_000))).toHaveLength(1_000_001)
  })
})
