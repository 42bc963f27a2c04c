import { expect, it } from 'vitest'
import { seriesMost } from '../../../../shared/contract/limits.ts'
import { choiceOf, keptChoice, toggled } from './chosen.ts'

const key = (label: string) => ({ deviceId: 'A', label })

it('a value keeps its line while others come and go, and a new one takes the line that is free', () => {
  const three = choiceOf([key('U'), key('I'), key('P')])
  const two = toggled(three, key('I'))
  expect(two.map(({ label, look }) => [label, look])).toEqual([
    ['U', 0],
    ['P', 2],
  ])
  expect(toggled(two, key('F')).map(({ label, look }) => [label, look])).toEqual([
    ['U', 0],
    ['P', 2],
    ['F', 1],
  ])
})

it('a full chart takes no more', () => {
  const full = choiceOf(Array.from({ length: seriesMost + 5 }, (_, index) => key(`V${index}`)))
  expect(full).toHaveLength(seriesMost)
  expect(toggled(full, key('one more'))).toBe(full)
  expect(toggled(full, key('V3'))).toHaveLength(seriesMost - 1)
})

it('takes from the browser what it understands, and nothing else', () => {
  const good = { deviceId: 'A', label: '__proto__', look: 1 }
  expect(keptChoice([good])).toEqual([good])
  expect(keptChoice([good, good, { ...good, label: 'same line' }])).toEqual([good])
  expect(keptChoice([null, 1, {}, { deviceId: 'A', label: 'U' }, { ...good, look: -1 }])).toEqual([])
  expect(keptChoice({ length: 1 })).toEqual([])
  expect(keptChoice(undefined)).toEqual([])
})
