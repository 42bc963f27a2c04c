import { describe, expect, it } from 'vitest'
import { aDevice, aRegister } from '../../../e2e/support/device.ts'
import { deviceId, type LinkConfig } from '../../../shared/model/index.ts'
import { RegisterMaps } from './register-maps.ts'

const tcp: LinkConfig = { kind: 'tcp', host: '127.0.0.1', port: 502, pipelining: 1 }
const rtu = (baudRate: number): LinkConfig => ({
  kind: 'rtu',
  path: '/dev/ttyUSB0',
  baudRate,
  parity: 'N',
  stopBits: 1,
  dataBits: 8,
})
const registers = [aRegister(0), aRegister(9), aRegister(40)]
const requestsOf = (maps: RegisterMaps, device: ReturnType<typeof aDevice>): number =>
  maps.of(device).learning.joined().length

describe('register maps', () => {
  it('are made once for devices that share their registers and limits', () => {
    const maps = new RegisterMaps()
    const first = maps.of(aDevice(tcp, { registers }))
    const second = maps.of(aDevice({ ...tcp, port: 503 }, { id: deviceId('OTHER'), registers }))
    expect(second.learning).toBe(first.learning)
    expect(second.decoders).toBe(first.decoders)
  })

  it('are planned anew for other limits and another line', () => {
    const maps = new RegisterMaps()
    expect(requestsOf(maps, aDevice(tcp, { registers }))).toBe(2)
    expect(requestsOf(maps, aDevice(tcp, { registers, maxGap: 0 }))).toBe(3)
    expect(requestsOf(maps, aDevice(tcp, { registers, maxGap: 100 }))).toBe(1)
    const slow = maps.of(aDevice(rtu(9_600), { registers })).learning
    expect(maps.of(aDevice(rtu(115_200), { registers })).learning).not.toBe(slow)
  })
})
