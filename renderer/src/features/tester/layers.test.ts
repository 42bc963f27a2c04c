import { describe, expect, it } from 'vitest'
import type { SanityFinding } from '../../../../shared/contract/tester.ts'
import { type Layer, layerStates, type LayerResult, verdictOf } from './layers.ts'

const result = (layer: Layer, outcome: LayerResult['outcome'] = 'ok'): LayerResult => ({
  layer,
  outcome,
  detail: '',
  advice: null,
  durationMs: 1,
})
const kinds = (results: readonly LayerResult[], isRunning: boolean): string =>
  layerStates(results, isRunning)
    .map(({ state }) => state.kind)
    .join(', ')

describe('the layers of a test', () => {
  it('show the one that is being tested', () => {
    expect(kinds([result('name'), result('connection')], true)).toBe(
      'done, done, running, not reached, not reached, not reached, not reached',
    )
  })

  it('behind one that failed are not reached, whether the test has ended or not', () => {
    const results = [result('name'), result('connection', 'failed')]
    const expected = 'done, done, not reached, not reached, not reached, not reached, not reached'
    expect(kinds(results, true)).toBe(expected)
    expect(kinds(results, false)).toBe(expected)
  })

  it('lead to the one that failed rather than to a warning before it', () => {
    const results = [result('frame', 'warning'), result('registers', 'failed')]
    expect(verdictOf({ layers: results, sanity: [] })).toMatchObject({ result: { layer: 'registers' } })
    expect(verdictOf({ layers: results.slice(0, 1), sanity: [] })).toMatchObject({
      result: { layer: 'frame' },
    })
    expect(verdictOf({ layers: [result('name')], sanity: [] })).toEqual({ kind: 'works' })
  })

  it('do not make everything well where the values contradict each other', () => {
    const found = (severity: SanityFinding['severity']): SanityFinding => ({
      check: 'phase-sum',
      severity,
      labels: [],
      measured: '',
      expected: '',
      advice: null,
    })
    const all = [found('ok'), found('warning'), found('problem')]
    const layers = [result('values')]
    expect(verdictOf({ layers, sanity: all })).toEqual({ kind: 'misfit', finding: found('problem') })
    expect(verdictOf({ layers, sanity: all.slice(0, 2) })).toEqual({
      kind: 'misfit',
      finding: found('warning'),
    })
    expect(verdictOf({ layers, sanity: all.slice(0, 1) })).toEqual({ kind: 'works' })
  })
})
