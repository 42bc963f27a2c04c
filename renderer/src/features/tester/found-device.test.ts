import { expect, it } from 'vitest'
import { configuredDevice, copiedAddressing, deviceKeys } from './found-device.ts'

const unit = { unitId: 17, timeoutMs: 1_000, requestDelayMs: 0 }

it('what was typed to reach a unit becomes the keys of its section, in the order of the reference', () => {
  const tcp = { kind: 'tcp', host: '192.168.1.40', port: 502 } as const
  expect(Object.entries(deviceKeys({ ...unit, endpoint: tcp }))).toEqual([
    ['protocol', 'TCP'],
    ['host', '192.168.1.40'],
    ['port', '502'],
    ['slave_id', '17'],
    ['addressing', 'zero'],
  ])
  const line = { kind: 'rtu', path: '/dev/ttyUSB0', baudRate: 19_200, parity: 'E', stopBits: 1 } as const
  expect(deviceKeys({ ...unit, endpoint: { ...line, dataBits: 8 } })).toMatchObject({
    protocol: 'RTU',
    port: '/dev/ttyUSB0',
    baudrate: '19200',
    parity: 'E',
    stopbits: '1',
  })
})

it('a meter that needs time keeps it', () => {
  const endpoint = { kind: 'tcp', host: 'plc', port: 502 } as const
  expect(deviceKeys({ endpoint, unitId: 1, timeoutMs: 5_500, requestDelayMs: 40 })).toMatchObject({
    timeout: '5.5',
    request_delay: '40',
  })
})

it('rows are copied as the section of the unit counts, and never as that of another one does', () => {
  const endpoint = { kind: 'tcp', host: 'plc', port: 502 } as const
  const found = { ...unit, endpoint }
  const addressing = 'one'
  expect(copiedAddressing(found, { target: { ...found, timeoutMs: 9_000 }, addressing })).toBe('one')
  expect(copiedAddressing(found, { target: { ...found, unitId: 18 }, addressing })).toBe('auto')
  expect(copiedAddressing(found, { target: null, addressing })).toBe('auto')
})

it('what was found is offered to the device that is this unit, and to no other on its line', () => {
  const endpoint = { kind: 'tcp', host: 'plc', port: 502 } as const
  const devices = [16, 17].map((unitId) => ({ unitId, endpoint: 'plc:502', protocol: 'TCP' as const }))
  expect(configuredDevice(devices, { ...unit, endpoint })).toBe(devices[1])
  expect(configuredDevice(devices, { ...unit, unitId: 18, endpoint })).toBeNull()
  expect(configuredDevice(devices, { ...unit, endpoint: { ...endpoint, kind: 'rtu-over-tcp' } })).toBeNull()
})
