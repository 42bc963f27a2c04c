import { describe, expect, it } from 'vitest'
import { placeOfAlert } from './kinds.ts'

describe('an alert leads to where something can be done', () => {
  it('a device: its settings, those of the section for one of several units', () => {
    expect(placeOfAlert({ kind: 'device-offline', subject: 'SUPPLY' })).toBe('#/devices/SUPPLY')
    expect(placeOfAlert({ kind: 'registers-refused', subject: 'FLOOR 2/11' })).toBe('#/devices/FLOOR%202')
  })

  it('what keeps readings here: the queue; a refusal: the settings', () => {
    expect(placeOfAlert({ kind: 'dead-letters', subject: null })).toBe('#/queue')
    expect(placeOfAlert({ kind: 'api-refusing', subject: null })).toBe('#/settings')
    expect(placeOfAlert({ kind: 'config-invalid', subject: null })).toBe('#/devices')
  })
})
