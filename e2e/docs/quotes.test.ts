import { globSync } from 'node:fs'
import { posix, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { page, root } from './pages.ts'

const sources = globSync(['electron/**/*.ts', 'shared/**/*.ts', 'renderer/src/**/*.{ts,tsx}'], { cwd: root })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => !/\.test\.tsx?$/.test(file))
  .map(page)
  // A sentence may go on in the next line of the source.
  .map((text) => text.replaceAll(/['`] \+\s+['`]/g, ''))

describe('what docs/troubleshooting.md says that the program says', () => {
  const quotes = [...page('docs/troubleshooting.md').matchAll(/^> `(.+)`$/gm)].map(([, quote = '']) => quote)

  it.each(quotes)('%s', (quote) => {
    const pieces = quote
      .split('…')
      // What stands before a colon is often put there by another module.
      .map((piece) => piece.replace(/^: /, ''))
      .filter((piece) => piece.trim().length > 3)
    expect(pieces.length).toBeGreaterThan(0)
    expect(pieces.filter((piece) => !sources.some((text) => text.includes(piece)))).toEqual([])
  })
})

describe('what docs/security.md says that a test shows', () => {
  const rows = [...page('docs/security.md').matchAll(/\]\((\.\.\/[^)]+)\) "([^"]+)"/g)]

  it.each(rows.map(([, file = '', title = '']) => [title, posix.join('docs', file)] as const))(
    '"%s" is a test of %s',
    (title, file) => expect(page(file)).toContain(title),
  )

  it('is shown for every threat', () => {
    const table = page('docs/security.md').split('## Threats')[1]?.split('\n## ')[0] ?? ''
    const threats = table.split('\n').filter((line) => /^\| (?!threat|-)/.test(line))
    expect(threats.length).toBeGreaterThan(15)
    expect(threats.filter((line) => !line.includes('](../'))).toEqual([])
  })
})
