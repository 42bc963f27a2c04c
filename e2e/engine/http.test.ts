import http from 'node:http'
import net from 'node:net'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Health } from '../../electron/engine/monitor/health.ts'
import { createHttpServer } from '../../electron/ipc/http.ts'
import type { HttpServer, HttpServerOptions } from '../../electron/ipc/http.ts'
import { isHostAllowed } from '../../electron/ipc/host-check.ts'

const well: Health = { ready: true, stalled: [] }

async function serving(options: Partial<HttpServerOptions> = {}) {
  const logged: string[] = []
  const logger = {
    debug: () => {},
    info: () => {},
    warning: (message: string) => logged.push(message),
    error: (message: string) => logged.push(message),
    child: () => logger,
  }
  const server: HttpServer = await createHttpServer({
    port: 0,
    health: () => well,
    metrics: () => Promise.resolve('# HELP x y\nx 1\n'),
    logger,
    ...options,
  })
  onTestFinished(() => server.close())
  return { server, logged }
}

/** fetch does not let a test choose the Host header. */
const get = (server: HttpServer, path: string, host = `127.0.0.1:${server.port}`, method = 'GET') =>
  new Promise<{ status: number | undefined; type: string | undefined; body: string }>((resolve, reject) => {
    const request = http.request(
      { port: server.port, path, method, headers: { host }, agent: false },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => (body += text))
        response.on('end', () =>
          resolve({ status: response.statusCode, type: response.headers['content-type'], body }),
        )
      },
    )
    request.on('error', reject).end()
  })

describe('health and metrics over HTTP', () => {
  it('the process lives', async () => {
    const { server } = await serving({ health: () => ({ ready: false, stalled: [] }) })
    expect(await get(server, '/healthz')).toMatchObject({ status: 200, body: '{"status":"ok"}' })
  })

  it('ready only while nothing is stalled, asked anew each time', async () => {
    let health = well
    const { server } = await serving({ health: () => health })
    expect(await get(server, '/readyz')).toMatchObject({ status: 200, body: '{"ready":true,"stalled":[]}' })
    health = { ready: false, stalled: [{ stage: 'upload', reason: 'HTTP 401', sinceMs: 0 }] }
    const { status, body } = await get(server, '/readyz')
    expect(status).toBe(503)
    expect(JSON.parse(body)).toEqual({
      ready: false,
      stalled: [{ stage: 'upload', reason: 'HTTP 401', since: '1970-01-01T00:00:00.000Z' }],
    })
  })

  it('metrics in Prometheus text', async () => {
    const { server } = await serving()
    expect(await get(server, '/metrics')).toEqual({
      status: 200,
      type: 'text/plain; version=0.0.4; charset=utf-8',
      body: '# HELP x y\nx 1\n',
    })
  })

  it('a failure is logged and not told to the client', async () => {
    const { server, logged } = await serving({ metrics: () => Promise.reject(new Error('/secret/path')) })
    expect(await get(server, '/metrics')).toMatchObject({ status: 500, body: '{"error":"internal error"}' })
    expect(logged).toEqual(['GET /metrics failed: /secret/path'])
  })

  it('nothing else is there', async () => {
    const { server } = await serving()
    expect(await get(server, '/')).toMatchObject({ status: 404 })
    expect(await get(server, '/metrics', undefined, 'POST')).toMatchObject({ status: 404 })
  })

  it('bound to loopback, a name of the public DNS is refused', async () => {
    const { server } = await serving()
    expect(await get(server, '/metrics', `evil.example:${server.port}`)).toMatchObject({ status: 421 })
    expect(await get(server, '/nothing', 'evil.example')).toMatchObject({ status: 421 })
    expect(await get(server, '/metrics', 'localhost')).toMatchObject({ status: 200 })
  })

  it('bound to every address it serves any name, and says so', async () => {
    const { server, logged } = await serving({ host: '0.0.0.0' })
    expect(await get(server, '/healthz', 'gateway.plant.example')).toMatchObject({ status: 200 })
    expect(logged[0]).toContain('can be read by anybody')
  })

  it('closes at once, open connections or not', async () => {
    const { server } = await serving()
    const idle = net.connect(server.port, '127.0.0.1')
    const agent = new http.Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    await new Promise((resolve) => {
      http.get({ port: server.port, path: '/healthz', agent }, (response) =>
        response.resume().on('end', resolve),
      )
    })
    const closed = new Promise((resolve) => idle.on('close', resolve))
    await server.close()
    await closed
  })

  it('a taken port is an error', async () => {
    const { server } = await serving()
    await expect(serving({ port: server.port })).rejects.toThrow(/EADDRINUSE/)
  })

  it('routes of others come before it listens', async () => {
    const { server } = await serving({ extend: (app) => void app.get('/extra', () => 'x') })
    expect(await get(server, '/extra')).toMatchObject({ status: 200, body: 'x' })
    expect(await get(server, '/extra', 'evil.example')).toMatchObject({ status: 421 })
  })
})

describe('the Host header', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it.each(['localhost', 'LOCALHOST:80', '127.0.0.1', '127.1.2.3:8080', '[::1]', '[::1]:9'])(
    '%s is loopback',
    (host) => {
      expect(isHostAllowed(host)).toBe(true)
    },
  )

  it.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:127.0.0.1',
    '127.0.0.1@evil.example',
    '[::1].evil.example',
    '::1',
    '10.0.0.1',
    'localhost:80:80',
  ])('%s is not', (host) => {
    expect(isHostAllowed(host)).toBe(false)
  })
})
