import { Loader } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react'
import { latency } from '../../ui/format.ts'
import { type LayerResult, type LayerState, layerStates } from './layers.ts'
import { useTesterWords } from './words.ts'

const looks = {
  ok: { icon: IconCircleCheck, tone: 'good', word: 'ok' },
  warning: { icon: IconAlertTriangle, tone: 'warn', word: 'warning' },
  failed: { icon: IconCircleX, tone: 'bad', word: 'failedLayer' },
} as const

/** What has to work, each on the one before. */
export function LayerList(props: { readonly layers: readonly LayerResult[]; readonly isRunning: boolean }) {
  const say = useTesterWords()
  return (
    <ol className="layers" aria-label={say('layers')}>
      {layerStates(props.layers, props.isRunning).map(({ layer, state }) => (
        <li
          key={layer}
          className={`layer layer-${state.kind === 'done' ? state.result.outcome : state.kind.replace(' ', '-')}`}
        >
          <LayerMark state={state} />
          <div className="layer-text">
            <div>
              <span className="layer-name">{say(`layer-${layer}`)}</span>{' '}
              <span className="quiet layer-what">{say(`what-${layer}`)}</span>
            </div>
            {state.kind === 'done' && <div className="layer-detail">{state.result.detail}</div>}
          </div>
          <span className="num quiet">{state.kind === 'done' ? latency(state.result.durationMs) : ''}</span>
        </li>
      ))}
    </ol>
  )
}

function LayerMark({ state }: { readonly state: LayerState }) {
  const say = useTesterWords()
  switch (state.kind) {
    case 'done': {
      const { icon: Icon, tone, word } = looks[state.result.outcome]
      return (
        <span className={`layer-mark ${tone}`}>
          <Icon size={17} stroke={1.8} aria-hidden /> {say(word)}
        </span>
      )
    }
    case 'running':
      return (
        <span className="layer-mark">
          <Loader size={15} aria-hidden /> {say('testing')}
        </span>
      )
    case 'not reached':
      return (
        <span className="layer-mark quiet">
          <IconCircleDashed size={17} stroke={1.6} aria-hidden /> {say('notReached')}
        </span>
      )
  }
}
