import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Alert } from '../../shared/model/index.ts'
import { AlertNotices, type Notice } from './notices.ts'

const offline = (subject: string, startedAtMs = 1): Alert => ({
  id: `device-offline:${subject}`,
  kind: 'device-offline',
  subject,
  message: `${subject} does not answer`,
  startedAtMs,
  endedAtMs: null,
  count: 1,
  acknowledgedAtMs: null,
})

describe('a system notification', () => {
  let shown: Notice[]
  let isWatched: boolean
  let notices: AlertNotices

  beforeEach(() => {
    vi.useFakeTimers()
    shown = []
    isWatched = false
    notices = new AlertNotices({
      show: (notice) => shown.push(notice),
      manyTitle: (count) => `${count} alerts`,
      isWatched: () => isWatched,
    })
  })
  afterEach(() => void vi.useRealTimers())

  it('comes once for an alert, however often it is counted, and again when it starts anew', () => {
    notices.onAlert(offline('M1'))
    vi.runAllTimers()
    notices.onAlert({ ...offline('M1'), count: 2 })
    notices.onAlert({ ...offline('M1'), count: 3, acknowledgedAtMs: 5 })
    vi.runAllTimers()
    expect(shown).toEqual([{ title: 'M1', body: 'M1 does not answer' }])
    notices.onAlert({ ...offline('M1'), endedAtMs: 9 })
    notices.onAlert(offline('M1', 10))
    vi.runAllTimers()
    expect(shown).toHaveLength(2)
  })

  it('tells of many at once', () => {
    for (const name of ['M1', 'M2', 'M3', 'M4']) notices.onAlert(offline(name))
    vi.runAllTimers()
    const body = 'M1 does not answer\nM2 does not answer\nM3 does not answer\n…'
    expect(shown).toEqual([{ title: '4 alerts', body }])
  })

  it('does not come for what has ended meanwhile, nor while the window is looked at', () => {
    notices.onAlert(offline('M1'))
    notices.onAlert({ ...offline('M1'), endedAtMs: 2 })
    vi.runAllTimers()
    isWatched = true
    notices.onAlert(offline('M2'))
    vi.runAllTimers()
    expect(shown).toEqual([])
  })
})
