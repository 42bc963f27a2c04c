import { afterEach, describe, expect, it } from 'vitest'
import { registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { isGood, makeSite, qualitiesOf, runEngine, unevenSlots } from '../support/gateway-engine.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

describe.skipIf(!hasSocat)('a USB serial adapter that is pulled and put back', () => {
  it('gives readings with the reason meanwhile, and collection resumes without a restart', async () => {
    const pair = await openPtyPair()
    closers.push(() => pair.close())
    const meterOnPair = () => startFaultMeter({ framing: 'rtu', serialPath: pair.meter })
    let meter = await meterOnPair()
    closers.push(() => meter.close())
    const other = await startFaultMeter({ framing: 'mbap' })
    closers.push(() => other.close())
    const site = makeSite(`collection_interval = 500ms
retry_delay = 100ms
timeout = 200ms
[LINE]
protocol = RTU
port = ${pair.master}
baudrate = 115200
slave_id = 3, 4
addressing = zero
registers = 1, 2
[OTHER]
protocol = TCP
host = 127.0.0.1
port = ${other.port}
addressing = zero
registers = 1
`)
    closers.push(() => site.remove())
    const running = await runEngine(site)
    closers.push(() => running.engine.stop())
    const of = (id: string) => running.readings.filter(({ deviceId }) => deviceId === id)

    for (let round = 1; round <= 2; round += 1) {
      for (const id of ['LINE/3', 'LINE/4']) {
        const before = of(id).length
        await waitFor(
          `${id} to be read, round ${round}`,
          () => of(id).slice(before).filter(isGood).length >= 2,
        )
      }
      await meter.close()
      await pair.unplug()
      for (const id of ['LINE/3', 'LINE/4']) {
        const before = of(id).length
        const isBad = () =>
          of(id)
            .slice(before)
            .filter((reading) => qualitiesOf(reading).includes('BAD_COMM'))
        await waitFor(`${id} to be missed, round ${round}`, () => isBad().length >= 2)
        const [measurement] = of(id).at(-1)?.measurements.values() ?? []
        expect(measurement?.value).toBeNull()
        expect(measurement?.detail).toContain(pair.master)
      }
      await waitFor(
        'the line in back-off',
        () =>
          running.eventsOf('link-state').findLast(({ linkId }) => linkId.startsWith('rtu:'))?.state.kind ===
          'backoff',
      )
      await pair.plug()
      meter = await meterOnPair()
    }
    for (const unit of [3, 4]) {
      const again = await waitFor(`unit ${unit} to be read again`, () => {
        const last = of(`LINE/${unit}`).at(-1)
        return last !== undefined && isGood(last) && last
      })
      expect(again.measurements.get('R2')?.value).toBe(registerAt(unit, 3, 2))
      expect(unevenSlots(of(`LINE/${unit}`), 500)).toEqual([])
    }
    expect(unevenSlots(of('OTHER'), 500)).toEqual([])
    expect(of('OTHER').every(isGood)).toBe(true)
    await waitFor('the log to tell', () => site.log().includes(`rtu:${pair.master} is connected again`))
    expect(site.log()).toMatch(new RegExp(`no connection: .*${pair.master}`))
  })
})
