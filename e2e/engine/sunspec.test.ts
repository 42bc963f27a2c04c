import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../electron/engine/clock.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { createLink } from '../../electron/engine/modbus/create-link.ts'
import { discoverSunSpec } from '../../electron/engine/sunspec/discover.ts'
import { RegisterImage } from '../../electron/simulator/meters/register-image.ts'
import { serveTcp, type TcpMeterServer } from '../../electron/simulator/meters/servers.ts'
import { unitId } from '../../shared/model/index.ts'
import { runCli } from '../support/cli.ts'
import { integerDevice, SunSpecChain, sunSpecMeter } from '../support/sunspec-device.ts'

function floatDevice(base: number, model: number, length: number, powerOffset: number): RegisterImage {
  const chain = new SunSpecChain(base)
  chain.common(66, 'Fronius', 'Symo', '1')
  // 0x7FC0 twice is a NaN as well.
  const data = chain.model(model, length, 0x7fc0)
  chain.image.wide('holding', data + powerOffset, { type: 'FLOAT32', value: 4_321.5 })
  return chain.end()
}

let server: TcpMeterServer
let folder: string

beforeAll(async () => {
  const images = [
    integerDevice(),
    floatDevice(50_000, 213, 124, 26),
    floatDevice(0, 111, 60, 20),
    new RegisterImage(),
  ]
  const meters = images.map((image, index) => sunSpecMeter(index + 1, image))
  server = await serveTcp(meters, { host: '127.0.0.1', port: 0, clock: systemClock })
  folder = mkdtempSync(join(tmpdir(), 'gateway-sunspec-'))
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

async function discover(unit: number) {
  const link = createLink(
    { kind: 'tcp', host: server.host, port: server.port, pipelining: 1 },
    { clock: systemClock, logger: silentLogger, retryDelayMs: 1, onState: () => {}, onFrame: null },
  )
  const progress: number[] = []
  const found = await discoverSunSpec({
    link,
    unitId: unitId(unit),
    timeoutMs: 500,
    requestDelayMs: 0,
    clock: systemClock,
    onProgress: ({ models }) => progress.push(models.length),
  })
  await link.close()
  return { found, progress }
}

describe('discovery of SunSpec models', () => {
  it('follows an integer device to its end and finds who made it', async () => {
    const { found, progress } = await discover(1)
    expect(found).toMatchObject({
      baseAddress: 40_000,
      manufacturer: 'SolarEdge',
      model: 'SE10K',
      version: '1.2.3',
      serialNumber: '7E1F0001',
      trouble: null,
    })
    expect(found.models).toEqual([
      { id: 1, name: 'Common', address: 40_002, length: 65 },
      { id: 103, name: 'Inverter, three phase', address: 40_069, length: 50 },
      { id: 160, name: null, address: 40_121, length: 28 },
      { id: 203, name: 'Meter, three phase, wye', address: 40_151, length: 105 },
    ])
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  })

  it.each([
    [2, 50_000, 'Meter, three phase, wye, float', 50_098],
    [3, 0, 'Inverter, single phase, float', 92],
  ])('finds a float device, unit %i, at base %i', async (unit, baseAddress, name, address) => {
    const { found } = await discover(unit)
    expect(found).toMatchObject({ baseAddress, manufacturer: 'Fronius', trouble: null })
    expect(found.models[1]?.name).toBe(name)
    const power = found.rows.find(({ label }) => label === 'Active_Power_Total')
    expect(power).toMatchObject({ address: String(address), dataType: 'FLOAT32', unit: 'W', scaleFrom: '' })
    // The rest of the floats is "not a number".
    expect(found.rows.filter(({ dataType }) => dataType === 'FLOAT32')).toEqual([power])
  })

  it('says that a device without the mark has none, and that a silent one is silent', async () => {
    expect((await discover(4)).found).toMatchObject({
      baseAddress: null,
      trouble: expect.stringContaining('no SunSpec mark in the holding registers'),
    })
    expect((await discover(9)).found.trouble).toBe('no answer within 0.5 s')
  })
})

const read = z.object({
  registers: z.array(
    z.object({ label: z.string(), value: z.unknown(), quality: z.string(), unit: z.string() }),
  ),
})

describe('gateway-ems sunspec', () => {
  it('prints a section that check accepts and that reads scaled values', async () => {
    const { code, stdout, stderr } = await runCli([
      'sunspec',
      `127.0.0.1:${server.port}`,
      '--section',
      'ROOF',
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('# SunSpec at 40000: SolarEdge SE10K, version 1.2.3, serial number 7E1F0001')
    expect(stdout).toContain('not known to this program')

    const config = join(folder, 'config.ini')
    writeFileSync(config, `[DEFAULT]\nlog_file = ${join(folder, 'log')}\n\n${stdout}`)
    const check = await runCli(['check', '--config', config])
    expect(check).toMatchObject({ code: 0, stdout: `${config}: 1 device, 1 enabled; no findings\n` })

    const { stdout: json } = await runCli(['read', 'ROOF', '--json', '--config', config])
    const { registers } = read.parse(JSON.parse(json))
    const values = Object.fromEntries(registers.map(({ label, value }) => [label, value]))
    expect(values).toMatchObject({
      Inverter_Current_Total: 14.52,
      Inverter_Current_L1: 4.84,
      Inverter_Voltage_L1: 230.5,
      Inverter_Active_Power_Total: -3_340,
      Inverter_Active_Energy_Generated: 3_000_000_000,
      Meter_Active_Power_Total: -1_234,
      Meter_Active_Energy_Import: 500_000,
    })
    expect(registers.filter(({ quality }) => quality !== 'GOOD')).toEqual([])
    // What the device does not fill is not in the section.
    expect(Object.keys(values)).not.toContain('Inverter_Current_L2')
    expect(Object.keys(values)).not.toContain('Meter_Voltage_L1')
  })

  it('ends with 1 and says what is missing', async () => {
    const { code, stderr } = await runCli(['sunspec', `127.0.0.1:${server.port}`, '--unit', '4', '--json'])
    expect(code).toBe(1)
    expect(stderr).toContain('no SunSpec mark')
  })
})
