import { expect, it } from 'vitest'
import { seriesMost } from '../../../../shared/contract/limits.ts'
import { lookOf } from './look.ts'

const looks = Array.from({ length: seriesMost }, (_, number) => lookOf(number))

it('no two lines of a chart look the same', () => {
  expect(new Set(looks.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(seriesMost)
})

it('neighbours are told apart without colours', () => {
  for (const [at, { dash }] of looks.slice(1).entries()) expect(dash).not.toBe(looks[at]?.dash)
})
