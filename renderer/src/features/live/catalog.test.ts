import { expect, it } from 'vitest'
import { firstValuesOf, found, isInCatalog } from './catalog.ts'

const values = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ label: `V${index}`, unit: index < 3 ? 'V' : 'A' }))
const catalog = {
  devices: [
    { deviceId: 'TEMPLATE', name: 'Template', enabled: false, values: values(1) },
    { deviceId: 'SUPPLY', name: 'Main supply', enabled: true, values: values(6) },
    { deviceId: 'BIG', name: 'Analyser', enabled: true, values: values(200) },
  ],
}

it('every word has to be found, in device, name, label or unit', () => {
  expect(found(catalog, 'main v2').groups).toEqual([
    { deviceId: 'SUPPLY', name: 'Main supply', enabled: true, values: [{ label: 'V2', unit: 'V' }] },
  ])
  expect(found(catalog, 'nothing').groups).toEqual([])
})

it('a long list is cut, and says by how much', () => {
  const { groups, notShown } = found(catalog, '')
  expect(groups.reduce((sum, group) => sum + group.values.length, 0)).toBe(150)
  expect(notShown).toBe(57)
})

it('what is not collected comes last', () => {
  const { groups } = found(catalog, 'v0')
  expect(groups.map(({ deviceId }) => deviceId)).toEqual(['SUPPLY', 'BIG', 'TEMPLATE'])
})

it('a device is shown with its first values of one unit', () => {
  expect(firstValuesOf(catalog, 'SUPPLY').map(({ label }) => label)).toEqual(['V0', 'V1', 'V2'])
  expect(firstValuesOf(catalog, 'GONE')).toEqual([])
})

it('knows what is there no more', () => {
  expect(isInCatalog(catalog, { deviceId: 'SUPPLY', label: 'V5' })).toBe(true)
  expect(isInCatalog(catalog, { deviceId: 'SUPPLY', label: 'V6' })).toBe(false)
  expect(isInCatalog(catalog, { deviceId: 'GONE', label: 'V5' })).toBe(false)
})
