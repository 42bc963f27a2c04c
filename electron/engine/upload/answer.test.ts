import { describe, expect, it } from 'vitest'
import { type Answer, verdictOf } from './answer.ts'

const now = Date.parse('2026-11-23T20:15:00.000Z')

function answer(status: number, more: Partial<Answer & { kind: 'status' }> = {}): Answer {
  return { kind: 'status', status, retryAfter: null, date: null, body: '', truncated: false, ...more }
}

const verdict = (status: number, more: Partial<Answer & { kind: 'status' }> = {}) =>
  verdictOf(answer(status, more), now)

describe('what an answer means', () => {
  it.each([200, 201, 202, 204, 299])('%i delivers the batch', (status) => {
    expect(verdict(status)).toEqual({ kind: 'delivered', rejected: [], remark: null })
  })

  it('409 is a batch that was delivered before', () => {
    expect(verdict(409, { body: 'conflict' })).toEqual({ kind: 'delivered', rejected: [], remark: null })
  })

  it.each([400, 422])('%i is a batch with an offending reading', (status) => {
    expect(verdict(status, { body: 'seq 4: no such device' })).toEqual({
      kind: 'offending',
      reason: `HTTP ${status}: seq 4: no such device`,
    })
  })

  it('413 is a batch that is too large', () => {
    expect(verdict(413)).toEqual({ kind: 'too-large', reason: 'HTTP 413' })
  })

  it.each([300, 301, 302, 303, 304, 307, 308, 401, 403, 404, 405, 402, 406, 410, 411, 415, 418, 431, 451])(
    '%i is refused until a person acts, not retried at full speed and not lost',
    (status) => {
      expect(verdict(status)).toMatchObject({ kind: 'refused', status, reason: expect.stringMatching(/./) })
    },
  )

  it.each([408, 425, 429, 500, 501, 502, 503, 504, 599])('%i is tried again later', (status) => {
    expect(verdict(status)).toEqual({ kind: 'failed', reason: `HTTP ${status}`, retryAfterMs: null })
  })

  it('no answer is tried again later', () => {
    const reason = 'nothing listens'
    expect(verdictOf({ kind: 'none', place: 'connection', reason }, now)).toEqual({
      kind: 'failed',
      reason,
      retryAfterMs: null,
    })
  })
})

describe('the list of rejected readings', () => {
  it.each([
    ['{"rejected":[{"seq":4,"reason":"unknown device"}]}', [{ seq: 4, reason: 'unknown device' }], null],
    ['{"accepted":3,"rejected":[]}', [], null],
    ['{"rejected":[{"seq":4}]}', [{ seq: 4, reason: 'no reason given' }], null],
    ['{"rejected":[{"seq":4,"reason":{"code":7}}]}', [{ seq: 4, reason: '{"code":7}' }], null],
    ['{"rejected":["4",{"seq":"5"},{"seq":6,"reason":"x"}]}', [{ seq: 6, reason: 'x' }], /^2 entries/],
    ['{"rejected":"none"}', [], null],
    ['{"rejected":null}', [], null],
    ['[]', [], null],
    ['null', [], null],
    ['OK', [], null],
    ['{"rejected":[{"seq":4', [], null],
    ['', [], null],
  ])('in %s', (body, rejected, remark) => {
    const found = verdict(200, { body })
    expect(found).toMatchObject({ kind: 'delivered', rejected })
    if (remark === null) expect(found).toHaveProperty('remark', null)
    else expect(found).toHaveProperty('remark', expect.stringMatching(remark))
  })

  it('gives reasons of one line that end', () => {
    const reasonOf = (reason: unknown): unknown => {
      const found = verdict(200, { body: JSON.stringify({ rejected: [{ seq: 4, reason }] }) })
      return found.kind === 'delivered' ? found.rejected[0]?.reason : found
    }
    expect(reasonOf('a\n2026-01-01 - forged\u001b[2J')).toBe('a 2026-01-01 - forged [2J')
    expect(reasonOf('x'.repeat(100_000))).toBe(`${'x'.repeat(500)}…`)
    expect(reasonOf({ why: 'x'.repeat(100_000) })).toHaveLength(501)
  })

  it('that was too long to be read is told', () => {
    expect(verdict(200, { truncated: true })).toHaveProperty('remark', 'the answer was too long to be read')
  })
})

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    [' 120 ', 120_000],
    ['Mon, 23 Nov 2026 20:15:30 GMT', 30_000],
    ['Mon, 23 Nov 2026 20:14:30 GMT', 0],
    ['Monday, 23-Nov-26 20:15:30 GMT', 30_000],
    ['', null],
    ['soon', null],
    ['-5', null],
    ['1.5', null],
    ['2026-11-23T20:15:30Z', null],
  ])('%s is %s ms', (retryAfter, ms) => {
    expect(verdict(503, { retryAfter })).toHaveProperty('retryAfterMs', ms)
    expect(verdict(429, { retryAfter })).toHaveProperty('retryAfterMs', ms)
  })

  it('as a date goes by the clock of the server that wrote it', () => {
    const behind = { retryAfter: 'Mon, 23 Nov 2026 18:00:30 GMT', date: 'Mon, 23 Nov 2026 18:00:00 GMT' }
    expect(verdict(503, behind)).toHaveProperty('retryAfterMs', 30_000)
    expect(verdict(503, { ...behind, date: 'today' })).toHaveProperty('retryAfterMs', 0)
  })
})

describe('what an answer says', () => {
  it('is one line, whatever it contains', () => {
    const body = 'bad\r\n2026-01-01 - gateway_ems - ERROR - forged\u001b[31m\u2028x'
    const found = verdict(500, { body })
    expect(found).toHaveProperty('reason', 'HTTP 500: bad 2026-01-01 - gateway_ems - ERROR - forged [31m x')
  })

  it('is the title of a page', () => {
    const body = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>…</body></html>'
    expect(verdict(502, { body })).toHaveProperty('reason', 'HTTP 502: 502 Bad Gateway')
  })

  it('is cut where it goes on and on', () => {
    expect(verdict(422, { body: 'x'.repeat(10_000) })).toHaveProperty(
      'reason',
      `HTTP 422: ${'x'.repeat(500)}…`,
    )
  })
})
