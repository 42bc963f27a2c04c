import { describe, expect, it } from 'vitest'
import { type Layer, layerStates, layerToBlame, type LayerResult } from './layers.ts'

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
    expect(layerToBlame(results)?.layer).toBe('registers')
    expect(layerToBlame(results.slice(0, 1))?.layer).toBe('frame')
    expect(layerToBlame([result('name')])).toBeNull()
  })
})
