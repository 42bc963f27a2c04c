import { expect, it } from 'vitest'
import type { ConfigEdit } from '../../../shared/contract/config.ts'
import { makeDraft } from './draft.ts'

it('many edits leave the event loop to others in between, and all of them are made', async () => {
  const edits = Array.from({ length: 600 }, (_, index): ConfigEdit => {
    return { kind: 'add-section', section: `METER_${index % 599}` }
  })
  let turns = 0
  let isDone = false
  const takeTurn = (): unknown => !isDone && ++turns && setImmediate(takeTurn)
  setImmediate(takeTurn)
  const source = { path: 'config.ini', env: {}, overrides: {}, profileDirs: [] }
  const draft = await makeDraft(source, '[DEFAULT]\n', edits, { profiles: new Map(), findings: [] })
  isDone = true
  expect(turns).toBeGreaterThan(3)
  expect(draft.loaded.document.sections.size).toBe(599)
  expect(draft.refused.map(({ message }) => message)).toEqual(['[METER_0]: there is such a section already'])
})
