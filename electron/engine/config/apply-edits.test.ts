import { describe, expect, it } from 'vitest'
import type { ConfigEdit } from '../../../shared/contract/config.ts'
import { emptyRow } from '../../../shared/contract/register-row.ts'
import { applyEdits } from './apply-edits.ts'
import { parseIni, serializeIni } from './ini-document.ts'

function edited(text: string, ...edits: readonly ConfigEdit[]) {
  const { document, refused } = applyEdits(parseIni(text), edits, new Map())
  return { text: serializeIni(document), refused: refused.map(({ message }) => message) }
}

const set = (key: string, value: string, section = 'A'): ConfigEdit => ({ kind: 'set', section, key, value })

describe('edits of a person', () => {
  it('find a key under its other name', () => {
    const text = '[A]\nUnit_ID = 1  # door\nword_order = CDAB\n'
    expect(edited(text, set('slave_id', '2')).text).toBe('[A]\nUnit_ID = 2  # door\nword_order = CDAB\n')
    const remove = (key: string): ConfigEdit => ({ kind: 'remove', section: 'A', key })
    expect(edited(text, remove('slave_id'), remove('byte_order')).text).toBe('[A]\n')
    expect(edited(text, remove('unit_id'), remove('nothing')).text).toBe('[A]\nword_order = CDAB\n')
  })

  it('that cannot be made are told, and the others are made', () => {
    const { text, refused } = edited(
      '[A]\nname = x\n',
      set('name', 'a\nb'),
      set('type', 'y'),
      { kind: 'rename-section', section: 'A', name: 'DEFAULT' },
      { kind: 'rename-section', section: 'A', name: 'a]\n[b' },
      { kind: 'set-registers', section: 'A', rows: [{ ...emptyRow, address: '1', label: 'the "big", one' }] },
      { kind: 'set-registers', section: 'NOBODY', rows: [] },
      { kind: 'rename-section', section: 'A', name: 'B' },
    )
    expect(text).toBe('[B]\nname = x\ntype = y\n')
    expect(refused).toEqual([
      '[A] name: "a\\x0ab" has line breaks or control characters, which a value has not',
      '[A]: the name DEFAULT cannot be used',
      '[A]: "a]\\x0a[b" cannot be a section\'s name: it is not empty and has no line breaks, and no # or ; after a space',
      '[A] labels: the "big", one cannot be written: a double quote cannot stand before a comma, nor before # or ; after a space',
      '[NOBODY]: there is no section [NOBODY]',
    ])
  })

  it('take the text of a browser, which knows no byte order mark and no line breaks of Windows', () => {
    const text = '\uFEFF[A]\r\nname = x\r\n'
    expect(edited(text, { kind: 'replace-text', text: '[A]\nname = y\n' }).text).toBe(
      '\uFEFF[A]\r\nname = y\r\n',
    )
  })
  it('take the text of a browser, and every line that stays keeps its own line break', () => {
    const text = '[A]\nname = x\r\napi_token = secret\r\n; mixed\r[B]\nname = z'
    const shown = '[A]\nname = y\napi_token = ****\n; mixed\n[B]\nname = z\nport = 502\n'
    expect(edited(text, { kind: 'replace-text', text: shown }).text).toBe(
      '[A]\nname = y\napi_token = secret\r\n; mixed\r[B]\nname = z\nport = 502\n',
    )
  })
})
