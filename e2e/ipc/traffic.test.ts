import { afterEach, describe, expect, it } from 'vitest'
import type { TopicEvent } from '../../shared/contract/protocol.ts'
import { type FrameRow, trafficDelta, trafficFile, trafficSnapshot } from '../../shared/contract/traffic.ts'
import { deviceId } from '../../shared/model/index.ts'
import { type FaultMeter, startFaultMeter } from '../support/fault-meter.ts'
import { type IpcClient, openIpc } from '../support/ipc-client.ts'
import { type ServedEngine, serveEngine } from '../support/serve-engine.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const section = (id: string, port: number, unit: number, more = ''): string =>
  `[${id}]\nprotocol = TCP\nhost = 127.0.0.1\nport = ${port}\nslave_id = ${unit}\naddressing = zero\nregisters = 10, 11\ntimeout = 0.4\n${more}`

/** Two units on one line, and a third device that is not collected. */
async function plant(): Promise<ServedEngine & { readonly meter: FaultMeter; readonly client: IpcClient }> {
  const meter = await startFaultMeter({ framing: 'mbap' })
  const other = await startFaultMeter({ framing: 'mbap' })
  closers.push(
    () => meter.close(),
    () => other.close(),
  )
  const served = await serveEngine({
    ini: `collection_interval = 500ms\nmax_retries = 0\n${section('A', meter.port, 1)}${section('B', meter.port, 2)}${section('IDLE', other.port, 3, 'enabled = false\n')}`,
  })
  closers.push(() => served.close())
  return { ...served, meter, client: await openIpc(served.url) }
}

function follow(client: IpcClient, id: number, device: string | null): { rows(): readonly FrameRow[] } {
  client.say({ kind: 'subscribe', id, topic: 'traffic', args: { deviceId: device } })
  return {
    rows: () =>
      eventsOf(client, id).flatMap(({ kind, data }) =>
        kind === 'snapshot' ? trafficSnapshot.parse(data).frames : trafficDelta.parse(data).frames,
      ),
  }
}

const eventsOf = ({ messages }: IpcClient, id: number): readonly TopicEvent[] =>
  messages
    .filter((message) => message.kind === 'batch')
    .flatMap(({ events }) => events)
    .filter((event) => event.id === id)

describe('the traffic', () => {
  it('is every frame in the order of the wire, decoded', async () => {
    const { client, meter } = await plant()
    const { rows } = follow(client, 1, null)
    const [asked] = await waitFor(
      'frames',
      () => rows().length > 6 && rows().filter(({ direction }) => direction === 'sent'),
    )
    const answer = await waitFor('its answer', () =>
      rows().find(({ direction, hex }) => direction === 'received' && hex.startsWith(asked!.hex.slice(0, 8))),
    )
    expect(asked).toMatchObject({
      linkId: `tcp://127.0.0.1:${meter.port}`,
      functionCode: 3,
      length: 12,
      note: null,
      crcOk: null,
    })
    expect(asked?.text).toMatch(/^id \d+ unit [12] FC3 read 10\.\.11$/)
    expect(answer.text).toBe(asked!.text.replace('read', '4 data bytes of'))
    expect(answer.unitId).toBe(asked!.unitId)
    expect(answer.atMs).toBeGreaterThanOrEqual(asked!.atMs)
    expect(rows().map(({ number }) => number)).toEqual(rows().map((_, index) => index + 1))
  })

  it('of a device is what its unit says and hears, and what was discarded on its line', async () => {
    const { client, meter } = await plant()
    const { rows } = follow(client, 1, 'B')
    await waitFor('frames', () => rows().length > 4)
    expect(new Set(rows().map(({ unitId }) => unitId))).toEqual(new Set([2]))
    meter.fault = ({ unit }) => (unit === 1 ? { kind: 'wrong-byte-count', by: 1 } : { kind: 'none' })
    const discarded = await waitFor('a discarded frame', () =>
      rows().find(({ direction }) => direction === 'discarded'),
    )
    expect(discarded).toMatchObject({ unitId: 1, note: expect.stringContaining('byte count') })
  })

  it('has the frames of a visit to a device that is not collected, and its link is no news', async () => {
    const { client, engine, eventsOf: engineEvents } = await plant()
    const { rows } = follow(client, 1, 'IDLE')
    await waitFor('the snapshot', () => eventsOf(client, 1).length > 0)
    await engine.readNow(deviceId('IDLE'))
    await waitFor('both frames', () => rows().length === 2)
    expect(rows().map(({ direction, unitId }) => [direction, unitId])).toEqual([
      ['sent', 3],
      ['received', 3],
    ])
    const links = new Set(engineEvents('link-state').map(({ linkId }) => linkId))
    expect(links.has(rows()[0]!.linkId as never)).toBe(false)
  })

  it('of a device that is not there is refused in words', async () => {
    const { client } = await plant()
    client.say({ kind: 'subscribe', id: 1, topic: 'traffic', args: { deviceId: 'NONE' } })
    const error = await waitFor('the error', () => eventsOf(client, 1)[0])
    expect(error).toEqual({ id: 1, kind: 'error', data: 'there is no device NONE' })
  })

  it('is held while somebody follows it, for a file', async () => {
    const { client } = await plant()
    const file = (format: 'text' | 'pcapng') => client.call('trafficFile', { deviceId: 'A', format })
    expect(await file('pcapng')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('no frame of Modbus TCP is held') },
    })
    const { rows } = follow(client, 1, 'A')
    await waitFor('frames', () => rows().length > 2)
    const text = await file('text')
    if (!text.ok) throw new Error(text.error.message)
    const { fileName, base64 } = trafficFile.result.parse(text.result)
    expect(fileName).toMatch(/^frames-A-\d{8}T\d{6}\.txt$/)
    const lines = Buffer.from(base64, 'base64').toString().trimEnd().split('\n')
    expect(lines[1]).toContain(`${rows()[0]!.hex} ${rows()[0]!.text}`)
    expect(lines.slice(1).every((line) => line.includes(' unit 1 FC3 '))).toBe(true)
    const pcapng = await file('pcapng')
    if (!pcapng.ok) throw new Error(pcapng.error.message)
    const bytes = Buffer.from(trafficFile.result.parse(pcapng.result).base64, 'base64')
    expect(bytes.readUInt32LE(0)).toBe(0x0a0d0d0a)
    expect(bytes.includes(Buffer.from(rows()[0]!.hex, 'hex'))).toBe(true)
  })
})
