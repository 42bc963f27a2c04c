import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { escapeMessage, formatLine, isoWithOffset, MAX_MESSAGE_CHARACTERS } from './line.ts'

const WALL_MS = Date.parse('2026-11-23T19:15:00.212Z')

describe('a log line', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it.each([
    ['Europe/Madrid', '2026-11-23T20:15:00.212+01:00'],
    ['UTC', '2026-11-23T19:15:00.212+00:00'],
    ['America/St_Johns', '2026-11-23T15:45:00.212-03:30'],
    ['Asia/Kathmandu', '2026-11-24T01:00:00.212+05:45'],
  ])('has local time with the offset of %s', (zone, expected) => {
    vi.stubEnv('TZ', zone)
    expect(isoWithOffset(WALL_MS)).toBe(expected)
    expect(Date.parse(isoWithOffset(WALL_MS))).toBe(WALL_MS)
  })

  it('is `time - logger - LEVEL - message`', () => {
    vi.stubEnv('TZ', 'Europe/Madrid')
    const line = formatLine({
      wallMs: WALL_MS,
      name: 'gateway_ems.upload',
      level: 'WARNING',
      message: 'no answer',
    })
    expect(line).toBe('2026-11-23T20:15:00.212+01:00 - gateway_ems.upload - WARNING - no answer')
  })

  it.each([
    [
      'a forged second line',
      'x\n2026 - gateway_ems - INFO - all fine',
      'x\\n2026 - gateway_ems - INFO - all fine',
    ],
    ['carriage return and tab', 'a\r\tb', 'a\\r\\tb'],
    ['terminal colours', '\u001b[31mred', '\\x1b[31mred'],
    ['NUL, DEL and C1', '\0\u007f\u0085', '\\x00\\x7f\\x85'],
    ['line separators', 'a\u2028b', 'a\\u2028b'],
    ['text turned around', 'a\u202egnp', 'a\\u202egnp'],
    ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
    ['what is only unusual stays', 'Zähler 3 – 20 °C ✓ C:\\log', 'Zähler 3 – 20 °C ✓ C:\\log'],
  ])('escapes %s', (_, message, escaped) => {
    expect(escapeMessage(message)).toBe(escaped)
  })

  it('stays one line of bounded length, whatever the message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (message) => {
        // oxlint-disable-next-line no-control-regex
        expect(escapeMessage(message)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/)
      }),
    )
    const long = escapeMessage('x'.repeat(1_000_000))
    expect(long).toHaveLength(MAX_MESSAGE_CHARACTERS + '… (995904 more characters)'.length)
  })
})
