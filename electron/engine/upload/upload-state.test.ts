import { describe, expect, it } from 'vitest'
import type { Verdict } from './answer.ts'
import {
  batchSizeOf,
  fullJitterMs,
  initialUploaderState,
  nextUpload,
  type UploaderState,
  type UploaderStep,
} from './upload-state.ts'

const at = { monotonicMs: 5_000, wallMs: 1_000_000 }
const on = nextUpload(initialUploaderState, { kind: 'configured', on: true }).state
const sending = nextUpload(on, { kind: 'sending' }).state

function judged(state: UploaderState, verdict: Verdict, count = 500, random = 0.5): UploaderStep {
  return nextUpload(state, { kind: 'verdict', verdict, count, at, random })
}

const failed = (retryAfterMs: number | null = null): Verdict => ({
  kind: 'failed',
  reason: 'HTTP 503',
  retryAfterMs,
})
const refused: Verdict = { kind: 'refused', status: 401, reason: 'unauthorized' }
const delivered: Verdict = { kind: 'delivered', rejected: [], remark: null }

describe('the uploader', () => {
  it('is off until an API is configured', () => {
    expect(initialUploaderState.shown).toEqual({ kind: 'off' })
    expect(on.shown).toEqual({ kind: 'idle' })
    expect(nextUpload(sending, { kind: 'configured', on: false }).state.shown).toEqual({ kind: 'off' })
  })

  it('acknowledges what was delivered and goes on at once', () => {
    const rejected = [{ seq: 3, reason: 'no' }]
    const { state, settlement } = judged(sending, { ...delivered, rejected })
    expect(settlement).toEqual({ kind: 'acknowledge', rejected })
    expect(state).toEqual(sending)
  })

  it('halves a batch that offends, and buries one of one', () => {
    const offending: Verdict = { kind: 'offending', reason: 'HTTP 422: seq 7' }
    expect(judged(sending, offending, 2).settlement).toEqual({ kind: 'halve' })
    expect(judged(sending, offending, 1).settlement).toEqual({ kind: 'bury', reason: 'HTTP 422: seq 7' })
    expect(judged(sending, offending, 2).state.notBeforeMs).toBe(0)
  })

  it('keeps half of what was too large for an hour', () => {
    const tooLarge: Verdict = { kind: 'too-large', reason: 'HTTP 413' }
    const { state, settlement } = judged(sending, tooLarge, 301)
    expect(settlement).toEqual({ kind: 'dissolve' })
    expect(batchSizeOf(state, 500, at.monotonicMs + 3_599_999)).toBe(150)
    expect(batchSizeOf(state, 100, at.monotonicMs)).toBe(100)
    expect(batchSizeOf(state, 500, at.monotonicMs + 3_600_000)).toBe(500)
    expect(batchSizeOf(judged(state, delivered).state, 500, at.monotonicMs)).toBe(150)
    expect(judged(state, tooLarge, 1).settlement).toEqual({ kind: 'bury', reason: 'HTTP 413' })
  })

  it('waits a minute when it is refused, and deletes nothing', () => {
    const { state, settlement } = judged(sending, refused)
    expect(settlement).toEqual({ kind: 'keep' })
    expect(state.notBeforeMs).toBe(65_000)
    expect(state.shown).toEqual({
      kind: 'refused',
      status: 401,
      reason: 'unauthorized',
      retryAtMs: 1_060_000,
    })
  })

  it('tries at once after a change of configuration, and shows the trouble until an answer ends it', () => {
    const { state } = judged(judged(sending, failed()).state, refused)
    const changed = nextUpload(state, { kind: 'configured', on: true }).state
    expect(changed).toEqual({ ...on, shown: state.shown })
    expect(judged(changed, delivered).state).toEqual(on)
    expect(nextUpload(state, { kind: 'configured', on: false }).state).toEqual(initialUploaderState)
  })

  it('doubles the ceiling of the wait from 1 s to 60 s, and counts', () => {
    const waits = []
    let state = sending
    for (let attempt = 1; attempt <= 9; attempt++) {
      state = judged(state, failed(), 500, 0.999_999).state
      expect(state.shown).toMatchObject({ kind: 'backoff', attempt, reason: 'HTTP 503' })
      waits.push(Math.round((state.notBeforeMs - at.monotonicMs) / 1_000))
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect(fullJitterMs(1_000_000, 1)).toBe(60_000)
    expect(fullJitterMs(7, 0.5)).toBe(30_000)
    expect(fullJitterMs(7, 0)).toBe(0)
  })

  it.each([
    [3_000, 3_000],
    [100, 500],
    [86_400_000, 600_000],
  ])('asked to wait %i ms waits %i ms', (retryAfterMs, waitMs) => {
    const { state } = judged(sending, failed(retryAfterMs))
    expect(state.notBeforeMs - at.monotonicMs).toBe(waitMs)
    expect(state.shown).toHaveProperty('retryAtMs', at.wallMs + waitMs)
  })

  it('shows trouble until an answer ends it, also while it tries again', () => {
    for (const verdict of [failed(), refused]) {
      const trouble = judged(sending, verdict).state
      expect(nextUpload(trouble, { kind: 'sending' }).state).toBe(trouble)
      const over = judged(trouble, delivered).state
      expect(over).toEqual({ ...on, sizeLimit: null })
      expect(judged(over, failed()).state.attempt).toBe(1)
    }
  })

  it('rests when nothing waits', () => {
    expect(nextUpload(sending, { kind: 'nothing-to-send' }).state).toEqual(on)
    expect(nextUpload(judged(sending, failed()).state, { kind: 'nothing-to-send' }).state).toEqual(on)
  })
})
