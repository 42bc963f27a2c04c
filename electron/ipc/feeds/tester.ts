import type { TopicFeed } from '../../../shared/contract/topics.ts'
import type { Tester } from '../../engine/tester/runs.ts'
import { CallRefused } from '../call-refused.ts'

/** One run, whole whenever something of it has changed. */
export function runFeed(tester: Tester, runId: string): TopicFeed<'run'> {
  let isChanged = false
  const leave = tester.subscribe((id) => {
    isChanged ||= id === runId
  })

  function snapshot() {
    isChanged = false
    const state = tester.state(runId)
    if (state === null) throw new CallRefused('invalid', 'the gateway does not know this test any more')
    return state
  }

  return {
    snapshot,
    take: () => (isChanged ? { kind: 'snapshot', data: snapshot() } : null),
    close: leave,
  }
}

/** The list changes when a run begins or ends, not with what it finds. */
export function runsFeed(tester: Tester): TopicFeed<'runs'> {
  let isChanged = false
  let sent = ''
  const leave = tester.subscribe(() => {
    isChanged = true
  })

  function look() {
    isChanged = false
    const data = { runs: tester.list() }
    const text = JSON.stringify(data)
    const isNew = text !== sent
    sent = text
    return { data, isNew }
  }

  return {
    snapshot: () => look().data,
    take() {
      if (!isChanged) return null
      const { data, isNew } = look()
      return isNew ? { kind: 'snapshot', data } : null
    },
    close: leave,
  }
}
