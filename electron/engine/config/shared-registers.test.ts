import { expect, it } from 'vitest'
import { aDevice, aRegister } from '../../../e2e/support/device.ts'
import { deviceId, type RegisterConfig } from '../../../shared/model/index.ts'
import { SharedRegisters } from './shared-registers.ts'

const device = (id: string, registers: readonly RegisterConfig[]) =>
  aDevice({ kind: 'tcp', host: id, port: 502, pipelining: 1 }, { id: deviceId(id), registers })

it('devices with equal registers share one array, and no others do', () => {
  const shared = new SharedRegisters()
  const [a, b, c] = [
    device('A', [aRegister(0), aRegister(1)]),
    device('B', [aRegister(0), aRegister(1)]),
    device('C', [aRegister(0), aRegister(1, { factor: { mantissa: 1n, exponent: -1 } })]),
  ].map((each) => shared.share(each))
  expect(b?.registers).toBe(a?.registers)
  expect(b?.id).toBe('B')
  expect(c?.registers).not.toBe(a?.registers)
  expect(c?.registers[1]?.factor.exponent).toBe(-1)
})
