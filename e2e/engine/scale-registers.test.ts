import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { readDevice } from '../../electron/engine/diagnose/read-device.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { createLink } from '../../electron/engine/modbus/create-link.ts'
import type { Link } from '../../electron/engine/modbus/link.ts'
import type { Meter } from '../../electron/simulator/meters/meter.ts'
import { RegisterImage } from '../../electron/simulator/meters/register-image.ts'
import { serveTcp, type TcpMeterServer } from '../../electron/simulator/meters/servers.ts'
import type { RegisterConfig } from '../../shared/model/index.ts'
import { aDevice, aRegister } from '../support/device.ts'

const meter: Meter = {
  name: 'M',
  unitId: 1,
  imageAt: () => later.shift() ?? image,
  presenceAt: () => 'answers',
}
let image = new RegisterImage()
/** For one request each, before `image`. */
let later: RegisterImage[] = []
let server: TcpMeterServer
let link: Link

beforeAll(async () => {
  server = await serveTcp([meter], { host: '127.0.0.1', port: 0, clock: systemClock })
  link = createLink(
    { kind: 'tcp', host: server.host, port: server.port, pipelining: 1 },
    { clock: systemClock, logger: silentLogger, retryDelayMs: 1, onState: () => {}, onFrame: null },
  )
})
afterAll(async () => {
  await link.close()
  await server.close()
})

/** Far apart, so that value and exponent come with different requests. */
const scaleAddress = 500
const scale = aRegister(scaleAddress, { label: 'SF', dataType: { kind: 'INT16' } })

/** A word with this exponent, null for a register that does not exist. */
function imageOf(word: number, exponent: number | null): RegisterImage {
  const made = new RegisterImage()
  made.uint16('holding', 0, word)
  if (exponent !== null) made.int16('holding', scaleAddress, exponent)
  return made
}

async function read(exponent: number | null, changes: Partial<RegisterConfig> = {}) {
  image = imageOf(2305, exponent)
  const value = aRegister(0, { label: 'U', scaleFrom: 'SF', ...changes })
  const device = aDevice(
    { kind: 'tcp', host: server.host, port: server.port, pipelining: 1 },
    { registers: [value, scale] },
  )
  const { reading, rawWords } = await readDevice({ device, link, clock: systemClock, maxRetries: 0 })
  // What is shown of it is what its words say, also where it is read twice.
  const power = reading.measurements.get('SF')
  if (power?.quality === 'GOOD') expect(rawWords[1]).toEqual([Number(power.value) & 0xffff])
  return reading.measurements.get('U')
}

describe('a value with a scale register', () => {
  it.each([
    [-1, 230.5],
    [-2, 23.05],
    [-10, 2.305e-7],
    [0, 2305],
    [3, 2_305_000],
    [10, 23_050_000_000_000],
  ])('is exact with the power %i', async (exponent, value) => {
    expect(await read(exponent)).toEqual({ value, unit: '', quality: 'GOOD' })
  })

  it('takes the power first, then factor and offset', async () => {
    const changes = { factor: { mantissa: 2n, exponent: 0 }, offset: { mantissa: 5n, exponent: -1 } }
    expect(await read(-1, changes)).toMatchObject({ value: 461.5 })
  })

  it('is compared with its limits when it is scaled', async () => {
    expect(await read(-1, { max: 253 })).toMatchObject({ value: 230.5 })
    expect(await read(0, { max: 253 })).toMatchObject({ quality: 'BAD_RANGE', detail: '2305 above 253' })
  })

  it('is still found "not available" by its own words', async () => {
    expect(await read(-1, { invalidRaw: 2305n })).toMatchObject({ value: null, quality: 'BAD_VALUE' })
  })

  it.each([-32_768, 11, -11])('is no value where the power is %i', async (exponent) => {
    const detail = `scale register SF holds ${exponent}; -10 to 10 is meant`
    expect(await read(exponent)).toEqual({ value: null, unit: '', quality: 'BAD_VALUE', detail })
  })

  it('is as bad as its power where that cannot be read', async () => {
    const measurement = await read(null)
    expect(measurement).toMatchObject({ value: null, quality: 'BAD_ADDRESS' })
    expect(measurement?.detail).toMatch(/^scale register SF: /)
  })

  it('is no value where the power changes while it is read', async () => {
    later = [imageOf(2305, -1), imageOf(23_050, -2)]
    expect(await read(-2)).toEqual({
      value: null,
      unit: '',
      quality: 'BAD_VALUE',
      detail: 'scale register SF changed from -1 to -2 while this value was read',
    })
    expect(later).toEqual([])
    expect(await read(-2)).toMatchObject({ value: 23.05 })
  })

  it('is no value where the power cannot be read a second time', async () => {
    later = [imageOf(2305, -1), imageOf(2305, -1), imageOf(2305, null)]
    const measurement = await read(-1)
    expect(measurement).toMatchObject({ value: null, quality: 'BAD_COMM' })
    expect(measurement?.detail).toMatch(/^scale register SF: not read again after this value: /)
  })
})
