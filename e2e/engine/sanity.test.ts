import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { loadConfiguration } from '../../electron/engine/config/load.ts'
import { judgeValues } from '../../electron/engine/diagnose/plausibility.ts'
import { readDevice } from '../../electron/engine/diagnose/read-device.ts'
import { checkSanity } from '../../electron/engine/diagnose/sanity.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { createLink } from '../../electron/engine/modbus/create-link.ts'
import type { Link } from '../../electron/engine/modbus/link.ts'
import { runFind } from '../../electron/engine/probe/find.ts'
import { startSimulator } from '../../electron/simulator/meters/simulator.ts'
import type { DeviceConfig } from '../../shared/model/index.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** The meters of the demo, as its configuration has them. */
async function demoDevices(): Promise<readonly { readonly device: DeviceConfig; readonly link: Link }[]> {
  const simulator = await startSimulator({ ports: [0, 0, 0] })
  closers.push(() => simulator.close())
  const { devices } = await loadConfiguration({
    path: 'config/demo.ini',
    env: {},
    overrides: {},
    profileDirs: [],
  })
  return simulator.meters.slice(0, 2).map(({ port }, index) => {
    const config = { kind: 'tcp', host: '127.0.0.1', port, pipelining: 1 } as const
    const link = createLink(config, {
      clock: systemClock,
      logger: silentLogger,
      onState: () => {},
      onFrame: null,
      retryDelayMs: 1,
    })
    closers.push(() => link.close())
    return { device: { ...devices[index]!, link: config }, link }
  })
}

const read = (device: DeviceConfig, link: Link) =>
  readDevice({ device, link, clock: systemClock, maxRetries: 0 })

describe('the meters of the demo', () => {
  it('are sane', async () => {
    for (const { device, link } of await demoDevices()) {
      const samples = [await read(device, link), await read(device, link)]
      const findings = checkSanity(
        device.registers,
        samples.map(({ reading }) => reading),
      )
      expect(findings.filter(({ severity }) => severity !== 'ok')).toEqual([])
      expect(findings.length).toBeGreaterThan(5)
      expect(judgeValues(device, samples[0]!)).toEqual({ suspicious: [], byteOrder: null, isAllZero: false })
    }
  })

  it('are seen through with their words swapped, and found again by what they show', async () => {
    const [supply] = await demoDevices()
    const { device, link } = supply!
    const swapped: DeviceConfig = {
      ...device,
      registers: device.registers.map((register) => ({ ...register, byteOrder: 'CDAB' })),
    }
    const { byteOrder } = judgeValues(swapped, await read(swapped, link))
    expect(byteOrder).toMatchObject({ order: 'ABCD' })
    expect(byteOrder!.agreeing.length).toBeGreaterThan(8)

    const volts = Number((await read(device, link)).reading.measurements.get('Voltage_L2')!.value)
    const { result } = await runFind({
      link,
      unitId: device.unitId,
      tables: ['INPUT'],
      address: 0,
      count: 82,
      timeoutMs: 1_000,
      requestDelayMs: 0,
      clock: systemClock,
      shown: volts.toFixed(1),
      narrows: null,
    })
    expect(result.candidates.slice(0, 3)).toContainEqual(
      expect.objectContaining({ address: 2, dataType: 'FLOAT32', byteOrder: 'ABCD', factor: '1' }),
    )
  })
})
