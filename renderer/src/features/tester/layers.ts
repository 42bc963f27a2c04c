import type { ResultOf, SanityFinding } from '../../../../shared/contract/tester.ts'

export type LayerResult = ResultOf<'test'>['layers'][number]
export type Layer = LayerResult['layer']

/** In the order in which each stands on the one before. */
export const layers = [
  'name',
  'connection',
  'bytes',
  'frame',
  'answer',
  'registers',
  'values',
] as const satisfies readonly Layer[]

export type LayerState =
  | { readonly kind: 'done'; readonly result: LayerResult }
  | { readonly kind: 'running' }
  | { readonly kind: 'not reached' }

/** All layers with what is known of each; while the test goes on, the one after the last result is being tested. */
export function layerStates(
  results: readonly LayerResult[],
  isRunning: boolean,
): readonly { readonly layer: Layer; readonly state: LayerState }[] {
  const known = new Map(results.map((result) => [result.layer, result]))
  const hasFailed = results.some(({ outcome }) => outcome === 'failed')
  const current = isRunning && !hasFailed ? layers.find((layer) => !known.has(layer)) : undefined
  return layers.map((layer) => {
    const result = known.get(layer)
    if (result !== undefined) return { layer, state: { kind: 'done', result } }
    return { layer, state: { kind: layer === current ? 'running' : 'not reached' } }
  })
}

/** A test in one sentence. */
export type TestVerdict =
  | { readonly kind: 'works' }
  | { readonly kind: 'layer'; readonly result: LayerResult }
  /** Every layer works, and yet the values do not fit each other. */
  | { readonly kind: 'misfit'; readonly finding: SanityFinding }

export function verdictOf({
  layers: results,
  sanity,
}: Pick<ResultOf<'test'>, 'layers' | 'sanity'>): TestVerdict {
  const result = layerToBlame(results)
  if (result !== null) return { kind: 'layer', result }
  const finding =
    sanity.find(({ severity }) => severity === 'problem') ??
    sanity.find(({ severity }) => severity === 'warning')
  return finding === undefined ? { kind: 'works' } : { kind: 'misfit', finding }
}

/** What has to be looked at: the layer that failed, else the first one with a warning. */
function layerToBlame(results: readonly LayerResult[]): LayerResult | null {
  return (
    results.find(({ outcome }) => outcome === 'failed') ??
    results.find(({ outcome }) => outcome === 'warning') ??
    null
  )
}
