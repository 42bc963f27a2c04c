import { expect, it } from 'vitest'
import { troublesIn } from './troubles.ts'

it('the reason why values are missing is said once, with all that it holds for', () => {
  const value = (
    label: string,
    quality: 'GOOD' | 'BAD_ADDRESS' | 'BAD_RANGE',
    detail: string | null = null,
  ) => ({
    label,
    quality,
    detail,
  })
  expect(
    troublesIn([
      value('U', 'GOOD'),
      value('P', 'BAD_ADDRESS', 'exception 2'),
      value('T', 'BAD_RANGE'),
      value('Q', 'BAD_ADDRESS', 'exception 2'),
    ]),
  ).toEqual([
    { words: 'exception 2', labels: ['P', 'Q'] },
    { words: 'BAD_RANGE', labels: ['T'] },
  ])
})
