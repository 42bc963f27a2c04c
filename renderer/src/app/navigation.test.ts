import { describe, expect, it } from 'vitest'
import { addressOf, pages, placeOf } from './navigation.ts'

describe('the address of a place', () => {
  it.each(['SUPPLY', 'BOILER/12', 'Cuadro nº 3 #2', '50 % load', '100%25'])('leads back to %s', (detail) => {
    expect(placeOf(addressOf({ page: 'devices', detail }))).toEqual({ page: 'devices', detail })
  })

  it.each(pages)('leads back to the page %s', (page) => {
    expect(placeOf(addressOf({ page, detail: null }))).toEqual({ page, detail: null })
  })

  it.each(['', '#', '#/', '#/nowhere', '#main', 'javascript:alert(1)'])('%s is the overview', (hash) => {
    expect(placeOf(hash)).toEqual({ page: 'overview', detail: null })
  })

  it('typed by hand it may hold what cannot be decoded', () => {
    expect(placeOf('#/devices/50%')).toEqual({ page: 'devices', detail: '50%' })
  })
})
