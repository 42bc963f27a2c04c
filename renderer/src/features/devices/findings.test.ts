import { emptyRow } from '../../../../shared/contract/register-row.ts'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../../shared/model/index.ts'
import { newDraft, withField, withRows } from './draft.ts'
import { cellKey, countsBySection, placed, stillNeeded, whatIsWrong } from './findings.ts'

const nothing = { line: 1, found: null, allowed: null, suggestion: null }
const at = (key: string | null, message: string, section = 'SUPPLY'): Finding => ({
  severity: 'error',
  section,
  key,
  message,
  ...nothing,
})
const findings = [
  at('scaling_factors', 'item 3 of 4 is not a number'),
  at('labels', 'has 3 items, and there are 4 registers'),
  at('host', 'is empty'),
  at('hots', 'is not a known key'),
  at(null, 'shares its line'),
  at('host', 'is empty', 'OFFICE'),
]

describe('a finding is shown', () => {
  const { byCell, byKey, ofTable, others } = placed(findings, 'SUPPLY', new Set(['host']))

  it('in the cell that it is about, counted from the first row', () => {
    expect([...byCell.keys()]).toEqual([cellKey(2, 'factor')])
  })

  it('above the table when it is about a whole list', () => {
    expect(ofTable.map(({ key }) => key)).toEqual(['labels'])
  })

  it('at its field, and beside the form where it has none', () => {
    expect([...byKey.keys()]).toEqual(['host'])
    expect(others.map(({ key }) => key)).toEqual(['hots', null])
  })

  it('at its field without what stands there already', () => {
    const message = '[SUPPLY] port = 7: 0: is no port; allowed: 1 to 65535'
    expect(whatIsWrong({ ...at('port', message), found: '7: 0' })).toBe('is no port; allowed: 1 to 65535')
    expect(whatIsWrong(at('host', '[SUPPLY] host: is missing'))).toBe('is missing')
  })

  it('counted in the row of its section', () => {
    expect(countsBySection(findings).get('OFFICE')).toEqual({ errors: 1, warnings: 0 })
  })
})

describe('a new device', () => {
  const missing = [at('host', 'is missing'), at('registers', 'is missing'), at(null, 'shares its line')]
  const draft = newDraft('SUPPLY')

  it('still needs what nobody has filled in', () => {
    expect([...stillNeeded(missing, draft)]).toEqual(['host', 'registers'])
    expect([...stillNeeded(missing, withRows(draft, [emptyRow]))]).toEqual(['host', 'registers'])
  })

  it('has a mistake where something wrong was filled in', () => {
    const wrong = withRows(withField(draft, 'host', 'http://x', null), [{ ...emptyRow, address: 'x' }])
    expect([...stillNeeded(missing, wrong)]).toEqual([])
  })
})
