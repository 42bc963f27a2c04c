import { describe, expect, it } from 'vitest'
import { isProfileId, suggestedProfileId } from './profile-id.ts'

describe('the id of a profile', () => {
  it.each([
    [['Acme', 'M1 / B'], 'acme-m1-b'],
    [['Müller', 'Zähler (3~)'], 'muller-zahler-3'],
    [['', ''], ''],
  ])('is suggested from %j', (parts, id) => {
    expect(suggestedProfileId(...parts)).toBe(id)
  })

  it('is a plain file name in lower case', () => {
    expect(['acme-m1', 'a', 'x_1.b'].every(isProfileId)).toBe(true)
    expect(['', '../x', 'A', 'a b', '-a', 'a.'].some(isProfileId)).toBe(false)
  })
})
