import { describe, expect, it } from 'vitest'
import { readUnitIds, unitStates } from './unit-ids.ts'

describe('unit ids as typed', () => {
  it.each([
    ['1', [1]],
    ['8, 1,2 5-7', [1, 2, 5, 6, 7, 8]],
    ['3 3;3', [3]],
    ['1-16', Array.from({ length: 16 }, (_, index) => index + 1)],
    ['1-17', null],
    ['', null],
    ['256', null],
    ['7-5', null],
    ['one', null],
  ] as const)('%s', (text, expected) => {
    expect(readUnitIds(text, 16)).toEqual(expected)
  })
})

it('of a scan that was stopped only the units that were asked are silent', () => {
  const result = { found: [{ unitId: 3 }], garbled: [{ unitId: 4 }], asked: 4 }
  const states = unitStates({ from: 2, to: 20 }, result).map(({ state }) => state)
  expect(states.slice(0, 8)).toEqual([
    'notAsked',
    'notAsked',
    'silent',
    'found',
    'garbled',
    'silent',
    'notAsked',
    'notAsked',
  ])
  expect(states).toHaveLength(256)
})
