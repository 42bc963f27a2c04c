import { describe, expect, it } from 'vitest'
import { unitId } from '../../../shared/model/index.ts'
import { explainSerialError, explainSocketError } from './link-errors.ts'
import { FairQueue } from './link-queue.ts'
import { nextConnection } from './link-state.ts'
import type { ConnectionEvent, ConnectionState } from './link-state.ts'

const limits = { firstMs: 5000, mostMs: 300_000 }
const fail = (nowMs: number): ConnectionEvent => ({
  kind: 'failed',
  reason: 'refused',
  nowMs,
  random: 0,
})

const after = (...events: ConnectionEvent[]): ConnectionState =>
  events.reduce<ConnectionState>((state, event) => nextConnection(state, event, limits), {
    kind: 'closed',
    failures: 0,
  })

describe('the connection of a link', () => {
  it('counts failures until something answers, not until something opens', () => {
    const flapping = after(
      { kind: 'dial', isExtra: false },
      fail(0),
      { kind: 'dial', isExtra: false },
      { kind: 'opened' },
      fail(100),
    )
    expect(flapping).toMatchObject({ kind: 'backoff', failures: 2, reason: 'refused' })
    expect(nextConnection({ kind: 'open', failures: 4 }, { kind: 'answered' }, limits)).toEqual({
      kind: 'open',
      failures: 0,
    })
  })

  it('that is let go of is closed without back-off, and a back-off is not cut short', () => {
    expect(after({ kind: 'dial', isExtra: false }, { kind: 'opened' }, { kind: 'released' })).toEqual({
      kind: 'closed',
      failures: 0,
    })
    expect(after({ kind: 'dial', isExtra: false }, fail(0), { kind: 'released' })).toMatchObject({
      kind: 'backoff',
    })
    expect(after({ kind: 'dial', isExtra: false }, fail(0), { kind: 'closed' })).toEqual({
      kind: 'closed',
      failures: 0,
    })
  })
})

describe('the queue', () => {
  const item = (unit: number, dueMs: number) => ({ unitId: unitId(unit), dueMs })
  const order = (queue: FairQueue<ReturnType<typeof item>>): number[] => {
    const units: number[] = []
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) units.push(next.unitId)
    return units
  }

  it('gives out what was due first, and in the order of arrival what was due together', () => {
    const queue = new FairQueue<ReturnType<typeof item>>()
    for (const entry of [item(1, 30), item(2, 10), item(3, 20), item(4, 10)]) queue.push(entry)
    expect(order(queue)).toEqual([2, 4, 3, 1])
  })

  it('puts a unit that let the line wait behind what had become due by then', () => {
    const queue = new FairQueue<ReturnType<typeof item>>()
    queue.penalise(unitId(1), 50)
    for (const entry of [item(1, 10), item(2, 40), item(3, 60)]) queue.push(entry)
    expect(order(queue)).toEqual([2, 1, 3])
    queue.pardon(unitId(1))
    for (const entry of [item(2, 40), item(1, 10)]) queue.push(entry)
    expect(order(queue)).toEqual([1, 2])
  })

  it('forgets what was removed', () => {
    const queue = new FairQueue<ReturnType<typeof item>>()
    const gone = item(1, 1)
    queue.push(gone)
    queue.push(item(2, 2))
    queue.remove(gone)
    queue.remove(gone)
    expect(order(queue)).toEqual([2])
  })
})

describe('a connection error in words', () => {
  it.each([
    [new Error('x'), 'ECONNREFUSED', '10.0.0.7:502: connection refused: the device is there'],
    [new AggregateError([]), 'EHOSTUNREACH', '10.0.0.7:502: host unreachable'],
    [new Error('x'), 'EACCES', '10.0.0.7:502: connection not permitted: check the firewall'],
  ])('of a socket: %s %s', (error, code, words) => {
    const explained = explainSocketError('10.0.0.7:502', Object.assign(error, { code }))
    expect(explained.message.startsWith(words)).toBe(true)
  })

  it.each([
    [new Error('Opening COM3: Access denied'), 'in use by another program'],
    [new Error('Error: Permission denied, cannot open /dev/ttyUSB0'), 'permission denied: '],
    [new Error('Error: No such file or directory, cannot open x'), 'no such port'],
    [new Error('Error Resource temporarily unavailable Cannot lock port'), 'in use by another program'],
    [new Error('EIO: i/o error, read'), 'input/output error'],
    [new Error('Error: Input/output error, cannot open /dev/ttyUSB0'), 'input/output error: the adapter'],
    [new Error('bad file descriptor'), 'the port is gone: the adapter'],
    [new Error('Error: Protocol error, cannot open /dev/ttyUSB0'), 'Protocol error'],
    [new Error('Opening /dev/ttyUSB0: Unknown error code 31'), 'Unknown error code 31'],
    [new Error('something else'), 'something else'],
    ['text', 'text'],
  ])('of a serial port: %s', (error, words) => {
    const explained = explainSerialError('/dev/ttyUSB0', error)
    expect(explained.message.startsWith(`/dev/ttyUSB0: ${words}`)).toBe(true)
    expect(explained.message.match(/ttyUSB0/g)).toHaveLength(1)
    expect(explained.cause).toBe(error)
  })
})
