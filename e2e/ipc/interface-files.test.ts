import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http, { type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ServedEngine, serveEngine } from '../support/serve-engine.ts'

const secret = 'api_token = plum-tree'
let parent: string
let served: ServedEngine
let unbuilt: ServedEngine

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'gateway-interface-'))
  const folder = join(parent, 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  mkdirSync(join(parent, 'renderer-private'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Gateway EMS</title>')
  writeFileSync(join(folder, 'assets', 'index-BHNQ3x.js'), 'export {}')
  writeFileSync(join(folder, '.env'), secret)
  writeFileSync(join(parent, 'config.ini'), secret)
  writeFileSync(join(parent, 'renderer-private', 'config.ini'), secret)
  served = await serveEngine({ folder })
  unbuilt = await serveEngine({ folder: join(parent, 'nothing') })
})
afterAll(async () => {
  await Promise.all([served.close(), unbuilt.close()])
  rmSync(parent, { recursive: true })
})

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The path goes out as it is: fetch would tidy it up. */
function get({ server }: ServedEngine, path: string, method = 'GET'): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const request = http.request({ port: server.port, path, method, agent: false }, (response) => {
    let body = ''
    response.setEncoding('utf8').on('data', (text: string) => (body += text))
    response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }))
  })
  request.on('error', reject).end()
  return promise
}

describe('the built interface', () => {
  it('is served at /, never from a cache', async () => {
    const { status, headers, body } = await get(served, '/')
    expect(status).toBe(200)
    expect(body).toContain('<title>Gateway EMS</title>')
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  })

  it('its assets may be kept for good: their names change with what is in them', async () => {
    const { status, headers } = await get(served, '/assets/index-BHNQ3x.js')
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'application/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })

  it.each(['/', '/assets/index-BHNQ3x.js', '/nothing', '/healthz'])(
    '%s comes with the policy that lets nothing in from elsewhere',
    async (path) => {
      const { headers } = await get(served, path)
      expect(headers).toMatchObject({
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
      })
      const policy = headers['content-security-policy'] ?? ''
      expect(policy).toContain("default-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/)
    },
  )

  it.each([
    '/../config.ini',
    '/assets/../../config.ini',
    '/..%2fconfig.ini',
    '/%2e%2e/config.ini',
    '/%2e%2e%2fconfig.ini',
    '/..%5cconfig.ini',
    '/..\\config.ini',
    '/%252e%252e%252fconfig.ini',
    '//../config.ini',
    '/assets/..%00/config.ini',
    '/config.ini%00.js',
    '/../renderer-private/config.ini',
    '/%2e%2e/renderer-private/config.ini',
    '/.env',
    '/%2eenv',
    '/assets/../.env',
    '/%c0%ae%c0%ae/config.ini',
    '/%',
    '//evil.example/%2e%2e',
  ])('no path leads out of it: %s', async (path) => {
    const { status, body, headers } = await get(served, path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(body).not.toContain('plum-tree')
    expect(headers.location).toBeUndefined()
  })

  it('a folder is not listed, and nothing is redirected', async () => {
    expect(await get(served, '/assets/')).toMatchObject({ status: 404 })
    const { status, headers } = await get(served, '/assets')
    expect(status).toBe(404)
    expect(headers.location).toBeUndefined()
  })

  it('is not written to', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      expect(await get(served, '/index.html', method), method).toMatchObject({ status: 404 })
    }
  })

  it('where it is missing, a sentence says how it is made', async () => {
    const { status, body } = await get(unbuilt, '/')
    expect(status).toBe(503)
    expect(body).toBe('The interface is not built. Build it with: npm run build\n')
    expect(await get(unbuilt, '/healthz')).toMatchObject({ status: 200 })
  })
})
