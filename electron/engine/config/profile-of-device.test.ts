import { describe, expect, it } from 'vitest'
import type { DeviceConfig } from '../../../shared/model/index.ts'
import { parseIni } from './ini-document.ts'
import { profileOfDevice, profileText } from './profile-of-device.ts'
import { parseProfile, type Profile } from './profile.ts'
import { resolveConfig } from './resolve.ts'

const facts = { manufacturer: 'Acme', model: 'M1', notes: 'from "the manual", page 7', source: '[A]' }

function deviceOf(section: string, profiles: ReadonlyMap<string, Profile> = new Map()): DeviceConfig {
  const document = parseIni(`[A]\n${section}`)
  const { devices, findings } = resolveConfig({ document, env: {}, overrides: new Map(), profiles })
  expect(findings).toEqual([])
  const [device] = devices
  if (device === undefined) throw new Error('no device')
  return device
}

const profileOf = (device: DeviceConfig): Profile =>
  parseProfile('acme', profileText(profileOfDevice(device, facts)))

/** Another device of the same model. */
const readBack = (device: DeviceConfig, place: string): DeviceConfig =>
  deviceOf(`${place}profile = acme\n`, new Map([['acme', profileOf(device)]]))

const tcp = 'protocol = TCP\nhost = 10.0.0.5\nslave_id = 17\n'

describe('a profile made of a device', () => {
  it.each([
    ['plain', 'registers = 0, 1\n'],
    [
      'with everything a register can have',
      'addressing = zero\nregisters = 0, 2, 4, 6, 7, 8, 20\nregister_types = INPUT, INPUT, HOLDING, HOLDING, HOLDING, HOLDING, COIL\n' +
        'data_types = FLOAT32, INT32, INT16, INT16, BIT:3, STRING:6, BOOL\nlabels = "U, L1", P, T, SF, Fault, Serial, On\n' +
        'units = V, W, "", "", "", "", ""\nscaling_factors = 1, 1, 0.1, 1, 1, 1, 1\noffsets = 0, 0, -273.15, 0, 0, 0, 0\n' +
        'min_values = , -100, , , , ,\nmax_values = 253.5, , , , , ,\ninvalid_values = , 0x80000000, -1, , , ,\n' +
        'byte_order = CDAB, CDAB, ABCD, ABCD, BADC, ABCD, ABCD\nscale_registers = , SF, , , , ,\n',
    ],
    ['with more digits than a number holds', 'registers = 0\nscaling_factors = 0.12345678901234567890123\n'],
    ['with limits of its own', 'registers = 0\nmax_gap = 0\nmax_registers = 60\n'],
  ])('%s gives another device of the model the same registers', (_what, lists) => {
    const device = deviceOf(tcp + lists)
    const other = readBack(device, 'protocol = TCP\nhost = 10.0.0.6\n')
    // How the address was written is not of the model.
    const written = (registers: DeviceConfig['registers']) =>
      registers.map((register) => ({ ...register, writtenAddress: '', byteOrder: orderOf(register) }))
    expect(written(other.registers)).toEqual(written(device.registers))
    const { maxGap, maxRegisters } = device
    expect(other).toMatchObject({ maxGap, maxRegisters, unitId: 1 })
  })

  it('has the settings of the serial line, and not the place', () => {
    const line = 'protocol = RTU\nbaudrate = 19200\nparity = E\nstopbits = 2\n'
    const device = deviceOf(`${line}port = /dev/ttyUSB0\nslave_id = 9\nregisters = 0\n`)
    const { link, unitId } = readBack(device, 'protocol = RTU\nport = COM7\n')
    expect(link).toMatchObject({ path: 'COM7', baudRate: 19_200, parity: 'E', stopBits: 2 })
    expect(unitId).toBe(1)
  })

  it('says that it is nobody’s but the person’s own', () => {
    expect(profileOf(deviceOf(`${tcp}registers = 0\n`))).toMatchObject({
      title: 'Acme M1',
      confidence: 'own',
      sources: ['[A]'],
      notes: 'from "the manual", page 7',
    })
  })
})

/** A coil has no order of bytes. */
const orderOf = ({ table, byteOrder }: DeviceConfig['registers'][number]): string =>
  table === 'COIL' ? '' : byteOrder
