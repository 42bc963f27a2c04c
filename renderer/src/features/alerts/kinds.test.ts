import { describe, expect, it } from 'vitest'
import { addressOf } from '../../app/navigation.ts'
import { placeOfAlert } from './kinds.ts'

describe('an alert leads to where something can be done', () => {
  it('a device: its settings, those of the section for one of several units', () => {
    expect(addressOf(placeOfAlert({ kind: 'device-offline', subject: 'SUPPLY' }))).toBe('#/devices/SUPPLY')
    expect(addressOf(placeOfAlert({ kind: 'registers-refused', subject: 'FLOOR 2/11' }))).toBe(
      '#/devices/FLOOR%202',
    )
  })

  it('what keeps readings here: the queue; a refusal: the settings', () => {
    expect(addressOf(placeOfAlert({ kind: 'dead-letters', subject: null }))).toBe('#/queue')
    expect(addressOf(placeOfAlert({ kind: 'api-refusing', subject: null }))).toBe('#/settings')
    expect(addressOf(placeOfAlert({ kind: 'config-invalid', subject: null }))).toBe('#/devices')
  })
})
