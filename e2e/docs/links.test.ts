import { existsSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands as knownCommands } from '../../electron/headless/program.ts'
import { documents, page, root } from './pages.ts'

/** Of links and pictures; those to other sites are left out. */
const linksOf = (text: string): readonly string[] =>
  [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, target]) => target ?? '')

describe('every document', () => {
  it.each(documents)('%s links to files and headings that are there', (name) => {
    const missing = linksOf(page(name)).filter((target) => {
      const [path = '', heading] = target.split('#')
      const file = path === '' ? name : posix.join(dirname(name), path)
      if (!existsSync(join(root, file))) return true
      return heading !== undefined && !anchorsOf(page(file)).includes(heading)
    })
    expect(missing).toEqual([])
  })

  it('can be reached from the README', () => {
    const reached = new Set(['README.md'])
    for (const name of reached) {
      for (const target of linksOf(page(name))) {
        const file = posix.join(dirname(name), target.split('#')[0] ?? '')
        if (file.endsWith('.md')) reached.add(file)
      }
    }
    expect(documents.filter((name) => !reached.has(name))).toEqual([])
  })
})

/** As GitHub makes them of headings; of two alike the second has a -1. */
function anchorsOf(text: string): readonly string[] {
  const seen = new Map<string, number>()
  return [...text.replaceAll(/^```[^]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => {
    const anchor = title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-')
    const count = seen.get(anchor) ?? 0
    seen.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  })
}

describe('the two READMEs', () => {
  const english = page('README.md')
  const spanish = page('README.es.md')
  const headings = (text: string): number => [...text.matchAll(/^## /gm)].length
  /** Each README shows the interface in its own language. */
  const links = (text: string): readonly string[] =>
    linksOf(text)
      .filter((target) => !target.startsWith('README'))
      // Headings are of the language.
      .map((target) => (target.startsWith('#') ? '#' : target.replace('-es-', '-en-')))
      .toSorted()
  const commands = (text: string): readonly string[] =>
    [...text.matchAll(/^\| `(\w+)/gm)].map(([, name]) => name ?? '')
  /** Comments, and what a person fills in, are of the language. */
  const shell = (text: string): readonly string[] =>
    [...text.matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block = '']) =>
      block.split('\n').map((line) => line.replace(/ *#.*/, '').replace(/SECRETO?\b/, 'SECRET')),
    )

  it('have the same structure, links, commands and lines of the shell', () => {
    expect(headings(spanish)).toBe(headings(english))
    expect(links(spanish)).toEqual(links(english))
    expect(commands(spanish)).toEqual(commands(english))
    expect(commands(english)).toEqual([...knownCommands.keys()])
    expect(shell(spanish)).toEqual(shell(english))
  })
})
