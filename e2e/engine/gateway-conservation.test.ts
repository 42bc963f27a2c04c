import { afterAll, describe, expect, it } from 'vitest'
import type { Reading } from '../../shared/model/index.ts'
import { type ApiFault, type ApiRequest, startFaultApi } from '../support/fault-api.ts'
import { rtuFaults, seeded, tcpFaults } from '../support/fault-meter-soak.ts'
import { type Fault, type FaultMeter, registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { isGood, makeSite, runEngine, unevenSlots } from '../support/gateway-engine.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const intervalMs = 250
const timeoutMs = 60
const units = [1, 2, 3, 4, 5]
const scenarios = [['TCP', 1], ['TCP', 2], ...(hasSocat ? [['serial', 3] as const] : [])] as const
/** Times that the gateway is started on the same data. */
const lives = 3
const readingsInALife = 60

const keyOf = ({ deviceId, slotMs }: Reading): string => `${deviceId} ${new Date(slotMs).toISOString()}`

/** A reading of these slots is refused, whenever and in whatever company it comes. */
const isPoison = (slot: string): boolean => (Date.parse(slot) / intervalMs) % 9 === 4

/** GOOD values that the meter does not hold at that address, and bad ones that are not null. */
function wrongValues({ deviceId, measurements }: Reading): readonly string[] {
  const unit = Number(deviceId.split('/')[1])
  return [1, 50, 100].flatMap((address) => {
    const { value, quality } = measurements.get(`R${address}`) ?? {}
    const isWrong = quality === 'GOOD' ? value !== registerAt(unit, 3, address) : value !== null
    return isWrong ? [`${deviceId} R${address} = ${String(value)} ${quality ?? ''}`] : []
  })
}

describe.concurrent('whatever fails', () => {
  it.for(scenarios)(
    'every slot due gives one reading, and each ends up somewhere (%s, seed %i)',
    async ([wire, seed]) => {
      const random = seeded(seed)
      const pick = <Item>(items: readonly Item[]): Item => {
        const item = items[Math.floor(random() * items.length)]
        if (item === undefined) throw new Error('nothing to pick from')
        return item
      }
      const misbehave = (faults: ReturnType<typeof tcpFaults>) => (): Fault =>
        random() < 0.25 ? pick(faults)(random) : { kind: 'none' }
      let where: string
      let meter: FaultMeter
      if (wire === 'serial') {
        const pair = await openPtyPair()
        closers.push(() => pair.close())
        meter = await startFaultMeter({
          framing: 'rtu',
          serialPath: pair.meter,
          fault: misbehave(rtuFaults(timeoutMs)),
        })
        where = `protocol = RTU\nport = ${pair.master}\nbaudrate = 115200`
      } else {
        meter = await startFaultMeter({ framing: 'mbap', fault: misbehave(tcpFaults(timeoutMs)) })
        where = `protocol = TCP\nhost = 127.0.0.1\nport = ${meter.port}`
      }
      closers.push(() => meter.close())

      let isHealthy = false
      const apiFault = ({ body }: ApiRequest): ApiFault => {
        const batch: { readonly readings: readonly { seq: number; slot: string }[] } = JSON.parse(body)
        const poison = batch.readings.filter(({ slot }) => isPoison(slot))
        // What it refuses it never stores, and one reading alone is never too large.
        const faults: readonly ApiFault[] = [
          { kind: 'answer', status: 500 },
          { kind: 'close' },
          ...(batch.readings.length > 1 ? [{ kind: 'answer', status: 413 } as const] : []),
          ...(poison.length === 0
            ? ([{ kind: 'close-after-storing' }, { kind: 'cut-answer' }] as const)
            : []),
        ]
        if (!isHealthy && random() < 0.5) return pick(faults)
        if (poison.length === 0) return { kind: 'take' }
        if (random() < 0.5) return { kind: 'answer', status: 422, body: 'refused' }
        return { kind: 'take', rejected: poison.map(({ seq }) => ({ seq, reason: 'refused' })) }
      }
      const api = await startFaultApi({ fault: apiFault })
      closers.push(() => api.close())

      const site = makeSite(`api_url = http://127.0.0.1:${api.port}
api_timeout = 1
api_batch_size = 20
collection_interval = ${intervalMs}ms
retry_delay = 50ms
max_retries = 1
timeout = ${timeoutMs}ms
[METER]
${where}
slave_id = ${units.join(', ')}
addressing = zero
registers = 1, 50, 100
`)
      closers.push(() => site.remove())

      const taken: Reading[] = []
      for (let life = 1; life <= lives; life += 1) {
        const { engine, readings, eventsOf } = await runEngine(site)
        closers.push(() => engine.stop())
        await waitFor(`${readingsInALife} readings in life ${life}`, () => readings.length >= readingsInALife)
        if (life === lives) {
          isHealthy = true
          await waitFor('an empty queue', () => engine.journal.stats().unsent === 0, 60_000)
        }
        await engine.stop()
        const skipped = eventsOf('slots-skipped').reduce((sum, { count }) => sum + count, 0)
        const begun = eventsOf('slot-started').length
        // A slot that is cut off by the stop gives no reading.
        expect(begun + skipped - readings.length).toBeGreaterThanOrEqual(0)
        expect(begun + skipped - readings.length).toBeLessThanOrEqual(units.length)
        for (const [id, each] of Map.groupBy(readings, ({ deviceId }) => deviceId)) {
          expect([id, unevenSlots(each, intervalMs)]).toEqual([id, []])
        }
        taken.push(...readings)
      }
      // The faults were such that they mattered, and not so many that nothing came through.
      expect(taken.some(isGood)).toBe(true)
      expect(taken.every(isGood)).toBe(false)

      expect(taken.flatMap(wrongValues)).toEqual([])

      const last = await runEngine(site)
      closers.push(() => last.engine.stop())
      const { journal } = last.engine
      await waitFor(
        'the rest to be sent',
        () => [...journal.read({ limit: taken.length })].length === taken.length,
      )
      const stored = [...journal.read({ limit: taken.length })].map(({ seq, json }) => {
        const { device_id: device, slot }: { device_id: string; slot: string } = JSON.parse(json)
        return { seq, slot, key: `${device} ${slot}` }
      })
      expect(stored.map(({ key }) => key)).toEqual(taken.map(keyOf))
      expect(new Set(stored.map(({ key }) => key)).size).toBe(stored.length)
      await waitFor('all of them to be settled', () => {
        const dead = new Set(journal.deadLetters(10_000).map(({ seq }) => seq))
        return stored.every(({ seq }) => api.readings.has(seq) !== dead.has(seq))
      })
      const dead = new Set(journal.deadLetters(10_000).map(({ seq }) => seq))
      for (const { seq, slot } of stored) expect([seq, dead.has(seq)]).toEqual([seq, isPoison(slot)])
      expect(dead.size).toBeGreaterThan(0)
      expect(journal.losses()).toEqual([])
    },
  )

  it('what does not fit into the journal while the API is down is in the ledger, everything else arrives', async () => {
    const meter = await startFaultMeter({ framing: 'mbap' })
    closers.push(() => meter.close())
    let isHealthy = false
    const api = await startFaultApi({
      fault: () => (isHealthy ? { kind: 'take' } : { kind: 'answer', status: 503 }),
    })
    closers.push(() => api.close())
    const registers = Array.from({ length: 100 }, (_, index) => index).join(', ')
    const text = `api_url = http://127.0.0.1:${api.port}
api_batch_size = 20
store_max_size = 1MB
collection_interval = ${intervalMs}ms
[METER]
protocol = TCP
host = 127.0.0.1
port = ${meter.port}
slave_id = ${units.join(', ')}
addressing = zero
registers = ${registers}
`
    const site = makeSite(text)
    closers.push(() => site.remove())
    const { engine, readings, eventsOf } = await runEngine(site)
    closers.push(() => engine.stop())
    await waitFor('the journal to overflow', () => eventsOf('lost').length >= 3, 60_000)
    isHealthy = true
    // A changed configuration ends the uploader's pause, which may be a minute by now.
    site.configure(`# the API is back\n${text}`)
    const stored = readings.length
    await waitFor('what is left to arrive', () => api.readings.has(stored), 60_000)

    const ledger = eventsOf('lost').map(({ loss }) => loss)
    const isLost = (seq: number) =>
      ledger.some(({ firstSeq, lastSeq }) => (firstSeq ?? 0) <= seq && seq <= (lastSeq ?? 0))
    const seqs = Array.from({ length: stored }, (_, index) => index + 1)
    expect(seqs.filter((seq) => api.readings.has(seq) === isLost(seq))).toEqual([])
    expect(ledger.every(({ reason }) => reason === 'size-limit')).toBe(true)
    const lost = engine.journal.losses().reduce((sum, { count }) => sum + count, 0)
    expect(lost).toBe(seqs.filter(isLost).length)
    await engine.stop()
  })
})
