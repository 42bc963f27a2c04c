import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { loadConfigurationText, type LoadedConfiguration } from '../../electron/engine/config/load.ts'
import { profileJsonSchema } from '../../electron/engine/config/profile-file.ts'
import { loadProfiles, type Profile } from '../../electron/engine/config/profile.ts'
import { readDevice } from '../../electron/engine/diagnose/read-device.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { createLink } from '../../electron/engine/modbus/create-link.ts'
import { reportDevice } from '../../electron/engine/plan-report.ts'
import type { Meter } from '../../electron/simulator/meters/meter.ts'
import { RegisterImage, type RegisterTable } from '../../electron/simulator/meters/register-image.ts'
import { serveTcp, type TcpMeterServer } from '../../electron/simulator/meters/servers.ts'

type Register = Profile['file']['registers'][number]

/** What a technician would find at a supply of a small factory, by unit; the registers of a profile differ a little. */
const believable: Readonly<Record<string, number>> = {
  V: 231.4,
  A: 17.25,
  W: 2_480,
  VA: 2_660,
  var: 960,
  Hz: 49.98,
  '%': 41.5,
  Wh: 48_213_900,
  kWh: 48_213.9,
  kvarh: 9_120.4,
  kVAh: 51_300.2,
  deg: 12.5,
  degC: 38.5,
  '': 1,
}

/** Power of ten in every scale register: tenths, as most inverters have it. */
const exponent = -1

interface Planted {
  /** What stands in the register. */
  readonly raw: number | bigint
  readonly value: number
}

/** The raw number nearest to a believable value, and what it means. */
function planted(register: Register, index: number, isScale: boolean): Planted {
  if (isScale) return { raw: exponent, value: exponent }
  const wanted = (believable[register.unit] ?? Number.NaN) + (register.unit === '' ? 0 : (index % 7) / 10)
  const scale = Number(register.scale) * (register.scale_from === undefined ? 1 : 10 ** exponent)
  const raw = wanted / scale
  if (register.data_type === 'FLOAT32') return { raw: Math.fround(raw), value: Math.fround(raw) * scale }
  if (register.data_type === 'FLOAT64') return { raw, value: raw * scale }
  const whole = Math.round(raw)
  return { raw: register.data_type.endsWith('64') ? BigInt(whole) : whole, value: whole * scale }
}

/** Encoded by the simulator, which shares no code with the engine. */
function put(image: RegisterImage, register: Register, order: string, { raw }: Planted): void {
  const table: RegisterTable = register.table === 'HOLDING' ? 'holding' : 'input'
  const { address, data_type: type } = register
  const isLowFirst = order === 'CDAB'
  switch (type) {
    case 'INT16':
      return image.int16(table, address, Number(raw))
    case 'UINT16':
      return image.uint16(table, address, Number(raw))
    case 'INT32':
    case 'UINT32':
    case 'FLOAT32':
    case 'FLOAT64':
      return image.wide(table, address, { type, value: Number(raw) }, isLowFirst)
    case 'INT64':
    case 'UINT64':
      return image.wide(table, address, { type, value: BigInt(raw) }, isLowFirst)
    default:
      throw new Error(`no profile had a ${type} so far`)
  }
}

const valuesOf = ({ file: { registers } }: Profile): readonly Planted[] => {
  const scales = new Set(registers.map(({ scale_from: from }) => from))
  return registers.map((register, index) => planted(register, index, scales.has(register.label)))
}

function meterOf(profile: Profile, unitId: number): Meter {
  const image = new RegisterImage()
  const values = valuesOf(profile)
  profile.file.registers.forEach((register, index) => {
    const value = values[index]
    if (value !== undefined) put(image, register, register.byte_order ?? profile.file.byte_order, value)
  })
  return { name: profile.id, unitId, imageAt: () => image, presenceAt: () => 'answers' }
}

const profiles = [...(await loadProfiles(['config/meters'])).profiles.values()]

describe('every shipped profile', () => {
  let server: TcpMeterServer
  let loaded: LoadedConfiguration

  beforeAll(async () => {
    const meters = profiles.map((profile, index) => meterOf(profile, index + 1))
    server = await serveTcp(meters, { host: '127.0.0.1', port: 0, clock: systemClock })
    const sections = profiles.map(
      ({ id }, index) =>
        `[${id}]\nprotocol = TCP\nhost = 127.0.0.1\nport = ${server.port}\nslave_id = ${index + 1}\nprofile = ${id}\n`,
    )
    const source = { path: 'config.ini', env: {}, overrides: {}, profileDirs: ['config/meters'] }
    loaded = await loadConfigurationText(source, sections.join('\n'))
  })
  afterAll(() => server.close())

  it('is valid in a section of its own', () => {
    expect(loaded.findings).toEqual([])
    expect(loaded.config?.devices).toHaveLength(30)
  })

  it.each(profiles.map((profile) => [profile.id, profile] as const))(
    '%s is planned and read with the values that the meter has',
    async (id, profile) => {
      const device = loaded.devices.find((each) => each.section === id)
      if (device === undefined) throw new Error(`${id} gave no device`)
      const labels = reportDevice(device).requests.flatMap((request) => request.labels)
      expect(labels.toSorted()).toEqual(profile.file.registers.map(({ label }) => label).toSorted())

      const link = createLink(device.link, {
        clock: systemClock,
        logger: silentLogger,
        retryDelayMs: 1,
        onState: () => {},
        onFrame: null,
      })
      const { reading } = await readDevice({ device, link, clock: systemClock, maxRetries: 0 })
      await link.close()
      const values = valuesOf(profile)
      profile.file.registers.forEach(({ label, unit }, index) => {
        const measurement = reading.measurements.get(label)
        const { value: expected } = values[index] ?? { value: Number.NaN }
        expect(measurement, label).toMatchObject({ quality: 'GOOD', unit })
        const value = Number(measurement?.value)
        // A single has 24 bits.
        expect(Math.abs(value - expected), `${label}: ${value} for ${expected}`).toBeLessThanOrEqual(
          Math.abs(expected) * 2 ** -23,
        )
      })
    },
  )
})

describe('the JSON Schema of profiles', () => {
  it('is the one that the loader goes by (npm run profile-schema writes it)', () => {
    const written: unknown = JSON.parse(readFileSync('config/meters/profile.schema.json', 'utf8'))
    expect(written).toEqual(profileJsonSchema())
  })
})
