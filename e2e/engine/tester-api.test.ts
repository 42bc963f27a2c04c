import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { createLoneLines } from '../../electron/engine/diagnose/lone-lines.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { createTester } from '../../electron/engine/tester/runs.ts'
import { createTools } from '../../electron/engine/tester/tools.ts'
import { startIngestApi } from '../../electron/simulator/api/server.ts'
import type { ResultOf, RunState } from '../../shared/contract/tester.ts'
import type { ApiConfig } from '../../shared/model/index.ts'
import { type ApiFault, type FaultApi, startFaultApi } from '../support/fault-api.ts'
import { selfSigned } from '../support/fault-api-tls.ts'
import { makeSite, runEngine } from '../support/gateway-engine.ts'
import { waitFor } from '../support/wait.ts'

let api: FaultApi
beforeEach(async () => {
  api = await startFaultApi()
})
afterEach(() => api.close())

const token = 'a-token-that-nobody-may-see'

function configOf(url: string, changes: Partial<ApiConfig> = {}): ApiConfig {
  return { url, path: '/in', token, timeoutMs: 5_000, batchSize: 500, caFile: null, ...changes }
}

function testerFor(config: ApiConfig | null) {
  return createTester({
    ...createLoneLines(systemClock),
    clock: systemClock,
    logger: silentLogger,
    tools: createTools({
      devices: () => [],
      maxRetries: () => 0,
      profileRegisters: async () => null,
      listSerialPorts: async () => [],
      api: () => config,
      gateway: { id: 'gw', version: '1.2.3', hostName: 'here' },
    }),
  })
}

type Outcome = RunState & { readonly result: ResultOf<'api'> }

async function apiTest(config: ApiConfig): Promise<Outcome> {
  const tester = testerFor(config)
  const id = tester.start({ kind: 'api' })
  const state = await waitFor('the end of the test', () => {
    const now = tester.state(id)
    return now?.endedAtMs === null ? null : now
  })
  await tester.close()
  if (state.body.kind !== 'api' || state.body.result === null) throw new Error(JSON.stringify(state))
  expect(JSON.stringify(state)).not.toContain(token)
  return { ...state, result: state.body.result }
}

const answer = (status: number, body = ''): ApiFault => ({ kind: 'answer', status, body })

describe('the API test', () => {
  it('sends one reading, marked as a test, with the token and to the path that are configured', async () => {
    const { phase, result } = await apiTest(configOf(`${api.url}/base`))
    expect(phase).toBe('done')
    expect(result).toMatchObject({ verdict: 'accepted', status: 200, advice: null, body: '{"rejected":[]}' })
    expect(result.url).toBe(`${api.url}/base/in`)
    const [request] = api.requests
    expect(request).toMatchObject({ method: 'POST', path: '/base/in', body: result.sent })
    expect(request?.headers.authorization).toBe(`Bearer ${token}`)
    expect(request?.headers['idempotency-key']).toMatch(/^gw:test:(\d+)-\1$/)
    const body: unknown = JSON.parse(result.sent)
    expect(body).toMatchObject({
      gateway_id: 'gw:test',
      test: true,
      readings: [{ device_id: 'GATEWAY_TEST', device_type: 'TEST' }],
    })
  })

  it.each<[string, ApiFault, Partial<ResultOf<'api'>>]>([
    ['401', answer(401), { status: 401, advice: expect.stringContaining('api_token') }],
    ['403', answer(403), { status: 403, advice: expect.stringContaining('right to write') }],
    [
      '404',
      answer(404, 'no such page'),
      { body: 'no such page', advice: expect.stringContaining('api_path') },
    ],
    ['405', answer(405), { advice: expect.stringContaining('api_path') }],
    [
      'a redirect',
      { kind: 'answer', status: 301, headers: { location: 'https://elsewhere.example/' } },
      { status: 301, advice: expect.stringContaining('api_url') },
    ],
    ['413', answer(413), { advice: expect.stringContaining('too large') }],
    ['422', answer(422, 'no test'), { body: 'no test', advice: expect.stringContaining('openapi') }],
    ['a reading that is refused', { kind: 'take' }, { advice: expect.stringContaining('unknown device') }],
    ['500', answer(500), { advice: expect.stringContaining('fault of its own') }],
    ['503', answer(503), { advice: expect.stringContaining('proxy') }],
  ])('tells refusal by %s, and what to check', async (what, fault, expected) => {
    api.fault = ({ seqs: [seq] }) =>
      what.startsWith('a reading') ? { kind: 'take', rejected: [{ seq, reason: 'unknown device' }] } : fault
    const { result } = await apiTest(configOf(api.url))
    expect(result).toMatchObject({ verdict: 'refused', ...expected })
  })

  it('warns of a page that says yes', async () => {
    api.fault = () => answer(200, '<!doctype html><title>Log in</title>')
    const { result } = await apiTest(configOf(api.url))
    expect(result).toMatchObject({ verdict: 'accepted', advice: expect.stringContaining('login page') })
  })

  it('shows an answer that says the token back without it, and no password of the address', async () => {
    api.fault = () => answer(403, `what is ${token}?`)
    const url = api.url.replace('//', '//user:password@')
    const { result } = await apiTest(configOf(`${url}?key=secret`))
    expect(result.body).toBe('what is ****?')
    expect(result.url).toBe(`${api.url}/in?…`)
  })

  it.each<[string, (url: string) => ApiConfig, string, string]>([
    ['a host that is not known', () => configOf('http://no-such-host.invalid'), 'host name', 'DNS server'],
    ['no answer in time', (url) => configOf(url, { timeoutMs: 60 }), 'no answer within', 'api_timeout'],
    ['TLS where there is none', (url) => configOf(url.replace('http:', 'https:')), 'TLS', 'http or https'],
    [
      'a certificate file that is not there',
      (url) => configOf(url, { caFile: '/no/such/file.pem' }),
      'api_ca_file',
      'api_ca_file',
    ],
  ])('tells %s', async (_what, config, reason, advice) => {
    api.fault = () => ({ kind: 'hang' })
    const { result } = await apiTest(config(api.url))
    expect(result).toMatchObject({ verdict: 'unreachable', status: null })
    expect(result.body).toContain(reason)
    expect(result.advice).toContain(advice)
  })

  it('tells that nothing listens', async () => {
    await api.close()
    const { result } = await apiTest(configOf(api.url))
    expect(result).toMatchObject({ verdict: 'unreachable', body: expect.stringContaining('ECONNREFUSED') })
    expect(result.advice).toContain('firewall')
  })

  it('tells a certificate that is not trusted', async () => {
    await api.close()
    api = await startFaultApi({ tls: selfSigned })
    const { result } = await apiTest(configOf(api.url))
    expect(result).toMatchObject({ verdict: 'unreachable', body: expect.stringContaining('not trusted') })
    expect(result.advice).toContain('clock')
  })

  it('is stopped at any moment', async () => {
    api.fault = () => ({ kind: 'hang' })
    const tester = testerFor(configOf(api.url))
    const id = tester.start({ kind: 'api' })
    await waitFor('the request', () => api.requests.length === 1)
    expect(tester.stop(id)).toBe(true)
    await waitFor('its end', () => tester.state(id)?.phase === 'stopped')
    // It has not been waited for: nothing is said of the API.
    expect(tester.state(id)?.body.result).toBeNull()
    await tester.close()
  })

  it('says what is missing where no API is configured', () => {
    expect(testerFor(null).cost({ kind: 'api' }).refusal).toContain('api_url')
  })

  it('leaves the journal as it is, and the reference API keeps none of it', async () => {
    const reference = await startIngestApi({ host: '127.0.0.1', port: 0, dbPath: ':memory:', token })
    const site = makeSite(`api_url = ${reference.url}\napi_token = ${token}\n`)
    const { engine } = await runEngine(site)
    const before = engine.journal.stats()
    const id = engine.tester.start({ kind: 'api' })
    const body = await waitFor('the end', () => {
      const state = engine.tester.state(id)
      return state?.phase === 'done' ? state.body : null
    })
    expect(body.result).toMatchObject({ verdict: 'accepted', body: expect.stringContaining('"test":true') })
    expect(engine.journal.stats()).toEqual(before)
    expect(reference.count()).toBe(0)
    await engine.stop()
    await reference.close()
    site.remove()
  })
})
