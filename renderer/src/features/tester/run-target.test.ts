import { expect, it } from 'vitest'
import type { RunRequest, UnitTarget } from '../../../../shared/contract/tester.ts'
import { isOfAnother } from './run-target.ts'

const target = (port: number, unitId: number): UnitTarget => ({
  endpoint: { kind: 'tcp', host: '127.0.0.1', port },
  timeoutMs: 1_000,
  requestDelayMs: 0,
  unitId,
})
const probe = (port: number, unitId: number, address = 0): RunRequest => ({
  kind: 'probe',
  target: target(port, unitId),
  table: 'HOLDING',
  address,
  count: 1,
})
const test = (deviceId: string): RunRequest => ({ kind: 'test', subject: { kind: 'device', deviceId } })

it('a result is of another line, unit or device than what is chosen, or it is not', () => {
  expect(isOfAnother(probe(502, 1), probe(503, 1))).toBe(true)
  expect(isOfAnother(probe(502, 1), probe(502, 2))).toBe(true)
  expect(isOfAnother(test('A'), test('B'))).toBe(true)
  expect(isOfAnother(probe(502, 1), probe(502, 1, 40))).toBe(false)
  expect(isOfAnother(test('A'), test('A'))).toBe(false)
  expect(isOfAnother({ kind: 'api' }, { kind: 'api' })).toBe(false)
})
