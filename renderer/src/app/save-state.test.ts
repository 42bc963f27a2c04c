import { describe, expect, it } from 'vitest'
import type { DiffLine } from '../../../shared/contract/config.ts'
import { afterSave, changedLines } from './save-state.ts'

const diff: readonly DiffLine[] = [
  { kind: 'same', oldLine: 4, newLine: 4, text: '[SUPPLY]' },
  { kind: 'removed', oldLine: 5, newLine: null, text: 'port = 502' },
  { kind: 'added', oldLine: null, newLine: 5, text: 'port = 503' },
  { kind: 'added', oldLine: null, newLine: 6, text: 'timeout = 2' },
]
const request = { revision: 'a', edits: [] }

describe('a save', () => {
  it('counts a replaced line once', () => {
    expect(changedLines(diff)).toBe(2)
    expect(changedLines([])).toBe(0)
  })

  it('that was written tells the new revision and the version that can be put back', () => {
    expect(afterSave({ kind: 'saved', revision: 'b', backup: 'config.1' }, request, diff)).toEqual({
      kind: 'saved',
      revision: 'b',
      backup: 'config.1',
      changedLines: 2,
    })
  })

  it('that met a newer file keeps what was to be written', () => {
    const state = afterSave({ kind: 'conflict', revision: 'c', theirs: 'x', ours: 'y' }, request, diff)
    expect(state).toEqual({ kind: 'conflict', request, revision: 'c', theirs: 'x', ours: 'y' })
  })
})
