import { expect, it } from 'vitest'
import { cursorKey } from './cursor.ts'

const view = { fromMs: 1_000_000, toMs: 1_150_000, bucketMs: 0, cursorMs: null }

it('arrows move the cursor from the newest value, and never off the chart', () => {
  expect(cursorKey('ArrowLeft', view)).toEqual({ kind: 'cursor', atMs: 1_149_000 })
  expect(cursorKey('ArrowRight', view)).toEqual({ kind: 'cursor', atMs: 1_150_000 })
  expect(cursorKey('PageDown', { ...view, cursorMs: 1_005_000 })).toEqual({
    kind: 'cursor',
    atMs: 1_000_000,
  })
})

it('a step is at least a bucket', () => {
  expect(cursorKey('ArrowLeft', { ...view, bucketMs: 10_000 })).toEqual({ kind: 'cursor', atMs: 1_140_000 })
})

it('zooms around the cursor, inside of what is shown', () => {
  expect(cursorKey('+', { ...view, cursorMs: 1_075_000 })).toEqual({
    kind: 'zoom',
    fromMs: 1_056_250,
    toMs: 1_093_750,
  })
  expect(cursorKey('+', view)).toEqual({ kind: 'zoom', fromMs: 1_112_500, toMs: 1_150_000 })
})

it('Escape lets the cursor go first, then the zoom; other keys are the page’s', () => {
  expect(cursorKey('Escape', { ...view, cursorMs: 1_075_000 })).toEqual({ kind: 'cursor', atMs: null })
  expect(cursorKey('Escape', view)).toEqual({ kind: 'reset' })
  expect(cursorKey('Tab', view)).toBeNull()
})
