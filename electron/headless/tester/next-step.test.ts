import { describe, expect, it } from 'vitest'
import type { ResultOf, UnitTarget } from '../../../shared/contract/tester.ts'
import { afterRegisters, afterUnits } from './next-step.ts'
import { nothingAdvice } from './refusals.ts'

const target: UnitTarget = {
  endpoint: { kind: 'tcp', host: '10.0.0.7', port: 502 },
  unitId: 7,
  timeoutMs: 1_000,
  requestDelayMs: 0,
}
const done = { phase: 'done' } as const
const stopped = { phase: 'stopped' } as const

function afterScanOf(
  ended: typeof done | typeof stopped,
  ...kinds: readonly ResultOf<'scan-registers'>['stretches'][number]['kind'][]
): string {
  const stretches = kinds.map((kind, index) => ({ from: index, to: index, kind, detail: null, words: [] }))
  const present = kinds.filter((kind) => kind === 'present').length
  return afterRegisters('METER', target, 'HOLDING', ended, { stretches, present, requests: 1 }).join()
}

describe('what comes next', () => {
  it('of a stopped scan says nothing of what it has not looked at', () => {
    expect(afterScanOf(done, 'refused')).toContain('There is nothing')
    expect(afterScanOf(done, 'silent')).toContain('scan units METER finds who answers')
    expect(afterScanOf(stopped, 'refused')).toBe('')
    expect(afterScanOf(stopped)).toBe('')
    expect(afterScanOf(stopped, 'present', 'refused')).toContain('--from 0 --count 1')
    const none = { found: [], garbled: [], unreached: 0, asked: 3, waitMs: 1_000 }
    expect(afterUnits('METER', target.endpoint, stopped, none)).toEqual([])
    expect(afterUnits('METER', target.endpoint, done, none)).toEqual([
      expect.stringContaining('Check the port'),
    ])
    const behind = { ...none, unreached: 3 }
    expect(afterUnits('METER', target.endpoint, done, behind)).toEqual([
      expect.stringContaining('The gateway is there and reaches no meter'),
    ])
  })

  it('of a search that read nothing depends on whether the unit said anything', () => {
    const nothingRead = (isThere: boolean) => ({ registersRead: 0, isThere })
    expect(nothingAdvice(done, nothingRead(true))).toContain('scan registers')
    expect(nothingAdvice(done, nothingRead(false))).toContain('scan units')
    expect(nothingAdvice(stopped, nothingRead(false))).toBeNull()
  })
})
