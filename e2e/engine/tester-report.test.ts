import { afterEach, describe, expect, it } from 'vitest'
import { summarizeLatencies } from '../../electron/engine/report/latency-summary.ts'
import type { RunState } from '../../shared/contract/tester.ts'
import { registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { makeSite, runEngine } from '../support/gateway-engine.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const token = 'a-token-that-nobody-may-see'
const hostile = `<script>alert(1)</script><img src=x onerror="alert('2')">`

async function site(more = '') {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  const place = makeSite(
    `api_url = http://127.0.0.1:9\napi_token = ${token}\ncollection_interval = 500ms\nmax_retries = 0\n` +
      `[A]\nname = ${hostile}\nprotocol = TCP\nhost = 127.0.0.1\nport = ${meter.port}\nslave_id = 1\n` +
      `addressing = zero\ntimeout = 0.2\nregisters = 1, 2\nlabels = ${hostile}, R2\n${more}`,
  )
  closers.push(() => place.remove())
  const running = await runEngine(place)
  closers.push(() => running.engine.stop())
  return { meter, running }
}

async function report({ engine }: Awaited<ReturnType<typeof runEngine>>, samples: number) {
  const id = engine.tester.start({ kind: 'report', subject: { kind: 'device', deviceId: 'A' }, samples })
  const ended = (): RunState | null => {
    const state = engine.tester.state(id)
    return state === null || state.endedAtMs === null ? null : state
  }
  return { id, ended: () => waitFor('the report', ended) }
}

function made(state: RunState) {
  if (state.body.kind !== 'report' || state.body.result === null) throw new Error(JSON.stringify(state))
  const { html, json, fileName } = state.body.result
  const parsed: unknown = JSON.parse(json)
  return { html, json: parsed, text: html + json, fileName }
}

describe('the commissioning report', () => {
  it('tells what was read, how, and what crossed the wire, through the connection that is open', async () => {
    const { meter, running } = await site()
    await waitFor('a reading', () => running.readings.length > 0)
    const { json, fileName } = made(await (await report(running, 2)).ended())
    expect(fileName).toMatch(/^commissioning-A-\d{8}-\d{6}\.html$/)
    expect(json).toMatchObject({
      report_version: 1,
      verdict: 'in-order',
      points: [],
      gateway: { id: 'test-gateway', version: '0.0.0-test' },
      device: { id: 'A', unit_id: 1, link: { protocol: 'tcp', port: meter.port } },
      through_collector: true,
      plan: { requests: [{ function: 3, address: 1, count: 2, wasted: 0 }] },
      statistics: { samples: 2, samples_answered: 2, values: 4, good_values: 4, requests: 2 },
      samples: [
        { values: [{ label: hostile, value: registerAt(1, 3, 1), quality: 'GOOD' }, { label: 'R2' }] },
        {},
      ],
    })
    const raw = `0x${registerAt(1, 3, 2).toString(16).toUpperCase().padStart(4, '0')}`
    expect(json).toHaveProperty('samples[0].values[1].raw', [raw])
    expect(json).toHaveProperty('frames[0].direction', 'sent')
    expect(json).toHaveProperty('frames[1].direction', 'received')
    expect(meter.connections.accepted).toBe(1)
  })

  it('is a page without scripts, secrets or anything from outside, whatever the device is called', async () => {
    const { running } = await site()
    const { html, text } = made(await (await report(running, 1)).ended())
    expect(text).not.toContain(token)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    // Each sheet but the first says what it is of, in a style sheet that the name cannot leave.
    expect(html).toMatch(/@page \{ @top-left \{ content: "[^"<]*alert[^"<]*";/)
    const tags = new Set([...html.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, tag = '']) => tag.toLowerCase()))
    expect([...tags].filter((tag) => /^(script|img|link|iframe|object|svg|base|form|a)$/.test(tag))).toEqual(
      [],
    )
    expect(html).not.toMatch(/<[^>]*\son\w+=/)
    expect(html).not.toMatch(/url\(|@import|https?:/)
  })

  it('of a silent device says so, and what to do', async () => {
    const { meter, running } = await site()
    meter.fault = () => ({ kind: 'silence' })
    const { json, html } = made(await (await report(running, 1)).ended())
    expect(json).toMatchObject({
      verdict: 'silent',
      statistics: { samples_answered: 0, requests_answered: 0, latency: null },
    })
    expect(html).toContain('No answer')
    expect(html).toContain('names the layer that fails')
  })

  it('of a register that does not exist names it', async () => {
    const { meter, running } = await site()
    meter.fault = ({ address, count }) =>
      address <= 2 && 2 < address + count ? { kind: 'exception', code: 2 } : { kind: 'none' }
    const { json } = made(await (await report(running, 1)).ended())
    expect(json).toMatchObject({ verdict: 'attention' })
    expect(json).toHaveProperty('points[0].what', expect.stringContaining('R2: BAD_ADDRESS'))
  })

  it('that is stopped holds the samples until then', async () => {
    const { running } = await site()
    const { id, ended } = await report(running, 60)
    await waitFor('a sample', () => running.engine.tester.state(id)?.progress.done === 1)
    running.engine.tester.stop(id)
    const state = await ended()
    expect(state.phase).toBe('stopped')
    const { json } = made(state)
    expect(json).toMatchObject({ verdict: 'remarks', statistics: { samples_wanted: 60 } })
    expect(json).toHaveProperty('points[0].what', expect.stringMatching(/stopped after [12] of 60 samples/))
  })
})

describe('the summary of latencies', () => {
  it('is by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(summarizeLatencies(hundred)).toEqual({ count: 100, minMs: 1, medianMs: 50, p95Ms: 95, maxMs: 100 })
    expect(summarizeLatencies([7])).toEqual({ count: 1, minMs: 7, medianMs: 7, p95Ms: 7, maxMs: 7 })
    expect(summarizeLatencies([])).toBeNull()
  })
})
