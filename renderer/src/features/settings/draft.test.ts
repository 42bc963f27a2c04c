import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../../shared/model/index.ts'
import type { KeyView } from '../../../../shared/contract/config.ts'
import { editsOf, findingsOf, foreignErrors, grouped, unwish, wish } from './draft.ts'

const view = (key: string, given: Partial<KeyView> = {}): KeyView => ({
  key,
  written: null,
  line: null,
  effective: '30',
  source: 'default',
  default: '30',
  unit: null,
  allowed: '',
  doc: '',
  env: null,
  isSecret: false,
  ...given,
})
const finding = (section: string | null, key: string | null): Finding => ({
  severity: 'error',
  section,
  key,
  line: 1,
  found: null,
  allowed: null,
  suggestion: null,
  message: 'no',
})
const none = new Map<string, string | null>()

describe('what is wanted of [DEFAULT]', () => {
  it('becomes edits of that section alone', () => {
    const wanted = wish(wish(none, view('api_timeout'), '10'), view('api_url', { written: 'x' }), null)
    expect(editsOf(wanted)).toEqual([
      { kind: 'set', section: 'DEFAULT', key: 'api_timeout', value: '10' },
      { kind: 'remove', section: 'DEFAULT', key: 'api_url' },
    ])
  })

  it('is nothing when it is what stands there already', () => {
    const timeout = view('api_timeout', { written: '30' })
    const wanted = wish(none, timeout, '31')
    expect(editsOf(wish(wanted, timeout, '30'))).toEqual([])
    expect(editsOf(wish(none, view('api_url'), null))).toEqual([])
    expect(editsOf(unwish(wanted, 'api_timeout'))).toEqual([])
  })

  it('a secret that looks like its mask is a secret of its own', () => {
    const token = view('api_token', { written: '********', isSecret: true })
    expect(editsOf(wish(none, token, '********'))).toHaveLength(1)
    expect(editsOf(wish(none, token, null))).toEqual([
      { kind: 'remove', section: 'DEFAULT', key: 'api_token' },
    ])
  })

  it('does not change the map that it is made from', () => {
    const wanted = wish(none, view('a'), '1')
    wish(wanted, view('b'), '2')
    expect(wanted.size).toBe(1)
    expect(none.size).toBe(0)
  })
})

describe('the keys of the gateway', () => {
  it('stand in groups; new ones of a newer gateway are not lost', () => {
    const shown = grouped([view('invented'), view('log_level'), view('api_token'), view('api_url')])
    expect(shown.map(({ group, keys }) => [group, keys.map(({ key }) => key)])).toEqual([
      ['api', ['api_url', 'api_token']],
      ['log', ['log_level']],
      ['other', ['invented']],
    ])
  })

  it('have their own findings; those of devices are told apart', () => {
    const findings = [finding('DEFAULT', 'api_url'), finding(null, 'api_url'), finding('METER', 'api_url')]
    expect(findingsOf(findings, 'api_url')).toHaveLength(2)
    expect(foreignErrors(findings, [view('api_url')])).toEqual([findings[2]])
  })
})
