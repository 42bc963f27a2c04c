import { describe, expect, it } from 'vitest'
import { hostAndPortArgument, portArgument, secondsArgument, timeArgument } from './options.ts'

describe('HOST:PORT', () => {
  it.each([
    ['8080', '127.0.0.1', 8080],
    ['0.0.0.0:80', '0.0.0.0', 80],
    ['[::1]:9100', '::1', 9100],
    ['gateway.local:0', 'gateway.local', 0],
  ])('%s', (text, host, port) => {
    expect(hostAndPortArgument(text)).toEqual({ host, port })
  })

  it.each(['', 'localhost', ':80', '::1:80', '1.2.3.4:65536', '80x', '-1', '8080 ', 'a b:80'])(
    '%j is refused',
    (text) => {
      expect(() => hostAndPortArgument(text)).toThrow()
    },
  )
})

describe('a port', () => {
  it('is a whole number up to 65535', () => {
    expect(portArgument('0')).toBe(0)
    expect(portArgument('65535')).toBe(65_535)
    for (const text of ['65536', '-1', '1.5', '0x10', '']) expect(() => portArgument(text)).toThrow()
  })
})

describe('seconds', () => {
  it('are a positive number that a timer can hold', () => {
    expect(secondsArgument('0.5')).toBe(0.5)
    for (const text of ['0', '-1', '', 'NaN', 'Infinity', '1e9', 'x'])
      expect(() => secondsArgument(text)).toThrow()
  })
})

describe('a time', () => {
  const nowMs = Date.UTC(2026, 10, 23, 20)
  it.each([
    ['now', nowMs],
    ['-1h', nowMs - 3_600_000],
    ['-90m', nowMs - 5_400_000],
    ['-1.5d', nowMs - 129_600_000],
    ['2026-11-23T20:15:00Z', Date.UTC(2026, 10, 23, 20, 15)],
    ['2026-11-23T20:15:00.250+01:00', Date.UTC(2026, 10, 23, 19, 15, 0, 250)],
    ['2026-11-23 20:15', new Date(2026, 10, 23, 20, 15).getTime()],
    ['2026-11-23', new Date(2026, 10, 23).getTime()],
  ])('%s', (text, expected) => {
    expect(timeArgument(text, nowMs)).toBe(expected)
  })

  it.each(['', 'yesterday', '-1y', '1h', '2026-13-01', '2026-11-23T25:00', '23.11.2026'])(
    '%j is refused',
    (text) => {
      expect(() => timeArgument(text, nowMs)).toThrow()
    },
  )
})
