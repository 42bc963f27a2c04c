import { emptyRow } from '../../../../shared/contract/register-row.ts'
import { describe, expect, it } from 'vitest'
import {
  copyDraft,
  draftOf,
  editsOf,
  freeName,
  isChanged,
  nameProblem,
  newDraft,
  sectionAfter,
  withField,
  withoutKey,
  withRows,
} from './draft.ts'

const taken = ['SUPPLY', 'OFFICE']

describe('the draft of a section', () => {
  it('that nobody has touched changes nothing', () => {
    expect(editsOf(draftOf('SUPPLY'), taken, 'X')).toEqual([])
    expect(isChanged(draftOf('SUPPLY'))).toBe(false)
  })

  it('sets what was filled in and removes what was reset to the inherited value', () => {
    const draft = withField(withField(draftOf('SUPPLY'), 'port', '503', '502'), 'timeout', null, '1')
    expect(editsOf(draft, taken, 'X')).toEqual([
      { kind: 'set', section: 'SUPPLY', key: 'port', value: '503' },
      { kind: 'remove', section: 'SUPPLY', key: 'timeout' },
    ])
  })

  it('has no change left once a field is as it was in the file', () => {
    const changed = withField(draftOf('SUPPLY'), 'port', '503', '502')
    expect(isChanged(changed)).toBe(true)
    expect(isChanged(withField(changed, 'port', '502', '502'))).toBe(false)
    expect(isChanged(withField(changed, 'port', null, '502'))).toBe(true)
  })

  it('takes a key out that is in the file, and forgets one that is in the draft alone', () => {
    const draft = withField(draftOf('SUPPLY'), 'host', 'plc', null)
    expect(editsOf(withoutKey(draft, 'host', true), taken, 'X')).toMatchObject([
      { kind: 'remove', key: 'host' },
    ])
    expect(isChanged(withoutKey(draft, 'host', false))).toBe(false)
  })

  it('tells an empty text from a key that is not there', () => {
    expect(editsOf(withField(draftOf('SUPPLY'), 'name', '', null), taken, 'X')).toEqual([
      { kind: 'set', section: 'SUPPLY', key: 'name', value: '' },
    ])
  })

  it('is renamed after everything else, under its old name until then', () => {
    const draft = withRows({ ...draftOf('SUPPLY'), name: ' MAINS ' }, [{ ...emptyRow, address: '40001' }])
    expect(editsOf(draft, taken, 'X').map(({ kind }) => kind)).toEqual(['set-registers', 'rename-section'])
    expect(editsOf(draft, taken, 'X')[0]).toMatchObject({ section: 'SUPPLY' })
    expect(sectionAfter(draft, taken, 'X')).toBe('MAINS')
  })

  it('that is new or a copy is made first and has to be saved even unchanged', () => {
    expect(editsOf(newDraft('PV'), taken, 'X')).toEqual([
      { kind: 'add-section', section: 'PV' },
      { kind: 'set', section: 'PV', key: 'protocol', value: 'TCP' },
    ])
    const copy = withField(copyDraft('SUPPLY', 'SUPPLY_2'), 'slave_id', '2', '1')
    expect(editsOf(copy, taken, 'X')).toEqual([
      { kind: 'duplicate-section', section: 'SUPPLY', name: 'SUPPLY_2' },
      { kind: 'set', section: 'SUPPLY_2', key: 'slave_id', value: '2' },
    ])
    expect(isChanged(newDraft('PV'))).toBe(true)
  })

  it('with a name that cannot be used is checked under another one', () => {
    expect(editsOf(newDraft(''), taken, 'DEVICE_1')[0]).toEqual({ kind: 'add-section', section: 'DEVICE_1' })
    expect(editsOf({ ...draftOf('SUPPLY'), name: 'OFFICE' }, taken, 'X')).toEqual([])
  })
})

describe('the name of a section', () => {
  it('is refused in words that tell why', () => {
    expect(nameProblem(newDraft(' '), taken)).toBe('empty')
    expect(nameProblem(newDraft('OFFICE'), taken)).toBe('taken')
    expect(nameProblem(newDraft('DEFAULT'), taken)).toBe('reserved')
    expect(nameProblem(newDraft('A]B'), taken)).toBe('characters')
    expect(nameProblem(newDraft('A\nB'), taken)).toBe('characters')
    expect(nameProblem(newDraft('Sótano 3'), taken)).toBeNull()
    expect(nameProblem(draftOf('OFFICE'), taken)).toBeNull()
  })

  it('that is proposed is free', () => {
    expect(freeName('PV', taken)).toBe('PV')
    expect(freeName('SUPPLY', taken)).toBe('SUPPLY_2')
    expect(freeName('M_9', ['M_9', 'M_10'])).toBe('M_11')
    expect(freeName('12', ['12'])).toBe('_13')
  })
})
