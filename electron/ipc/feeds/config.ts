import type { TopicFeed } from '../../../shared/contract/topics.ts'
import type { Engine } from '../../engine/engine.ts'

/** Which version of config.ini was seen last, and what is wrong with it. */
export function configFeed(engine: Engine): TopicFeed<'config'> {
  let hasNews = false
  const unsubscribe = engine.subscribe(({ kind }) => {
    if (kind === 'config-applied' || kind === 'config-rejected') hasNews = true
  })
  return {
    snapshot() {
      hasNews = false
      return engine.configState
    },
    take() {
      if (!hasNews) return null
      hasNews = false
      return { kind: 'snapshot', data: engine.configState }
    },
    close: unsubscribe,
  }
}
