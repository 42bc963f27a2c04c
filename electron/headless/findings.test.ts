import { describe, expect, it } from 'vitest'
import type { Finding } from '../../shared/model/index.ts'
import { findingsSummary, findingText, hasErrors, sortedFindings } from './findings.ts'

const finding = (line: number | null, severity: Finding['severity'], message = 'wrong'): Finding => ({
  severity,
  section: null,
  key: null,
  line,
  found: null,
  allowed: null,
  suggestion: null,
  message,
})

describe('findings', () => {
  it('name file, line and severity', () => {
    expect(findingText(finding(12, 'error', '[A] baudrate = 9601'), '/etc/x/config.ini')).toBe(
      'config.ini:12: error: [A] baudrate = 9601',
    )
    expect(findingText(finding(null, 'warning'), 'config.ini')).toBe('config.ini: warning: wrong')
  })

  it('stand in the order of the file, errors first within a line', () => {
    const sorted = sortedFindings([
      finding(9, 'error'),
      finding(2, 'warning'),
      finding(2, 'error'),
      finding(null, 'error'),
    ])
    expect(sorted.map(({ line, severity }) => `${line} ${severity}`)).toEqual([
      'null error',
      '2 error',
      '2 warning',
      '9 error',
    ])
  })

  it('are counted', () => {
    expect(findingsSummary([finding(1, 'error'), finding(1, 'warning'), finding(2, 'warning')])).toBe(
      '1 error, 2 warnings',
    )
    expect(hasErrors([finding(1, 'warning')])).toBe(false)
    expect(hasErrors([finding(1, 'error')])).toBe(true)
  })

  it('of a hostile file stay on their line', () => {
    expect(findingText(finding(1, 'error', 'a\nb\u001b[2J'), 'c.ini')).toBe('c.ini:1: error: a\\nb\\x1b[2J')
  })
})
