import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { deviceKeys, globalKeys } from '../../electron/engine/config/schema.ts'
import { alertRules } from '../../electron/engine/monitor/alert-rules.ts'
import { createMonitor } from '../../electron/engine/monitor/monitor.ts'
import { emptyQueue } from '../../electron/engine/monitor/suppliers.ts'
import { pages } from '../../renderer/src/app/navigation.ts'

const root = join(import.meta.dirname, '..', '..')
const page = (name: string): string => readFileSync(join(root, name), 'utf8')

describe('docs/configuration.md', () => {
  const text = page('docs/configuration.md')

  it.each(Object.values(globalKeys))('has the key $name, its variable and its default', (key) => {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${key.name}\` |`))
    expect(row).toBeDefined()
    if (key.env !== null) expect(row).toContain(`\`${key.env}\``)
    if (key.default !== null && key.default !== '') {
      const seconds = /^\d+$/.test(key.default) && key.unit === 's'
      expect(row).toContain(`\`${key.default}${seconds ? 's' : ''}\``)
    }
  })

  it.each(Object.values(deviceKeys))('has the key $name', ({ name }) => {
    expect(text).toContain(`\`${name}\``)
  })
})

describe('docs/operations.md', () => {
  const text = page('docs/operations.md')

  it('has every metric', async () => {
    const monitor = createMonitor({ clock: systemClock, queue: () => emptyQueue, sink: () => {} })
    const metrics = await monitor.metrics()
    monitor.close()
    const names = [...metrics.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name ?? '')
    expect(names.length).toBeGreaterThan(20)
    expect(names.filter((name) => !text.includes(`\`${name}`))).toEqual([])
  })

  it('has every alert', () => {
    expect(Object.keys(alertRules).filter((kind) => !text.includes(`\`${kind}\``))).toEqual([])
  })
})

/** Of links and pictures; those to other sites are left out. */
const linksOf = (text: string): readonly string[] =>
  [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, target]) => target ?? '')

describe('docs/interface.md', () => {
  const text = page('docs/interface.md')

  it('has the address of every page', () => {
    expect(pages.filter((name) => !text.includes(`\`#/${name}\``))).toEqual([])
  })
})

describe('the two READMEs', () => {
  const english = page('README.md')
  const spanish = page('README.es.md')
  const headings = (text: string): number => [...text.matchAll(/^## /gm)].length
  /** Each README shows the interface in its own language. */
  const links = (text: string): readonly string[] =>
    linksOf(text)
      .filter((target) => !target.startsWith('README'))
      .map((target) => target.replace('-es-', '-en-'))
      .toSorted()
  const commands = (text: string): string[] =>
    [...text.matchAll(/^\| `(\w+)/gm)].map(([, name]) => name ?? '')
  const npmScripts = (text: string): string[] =>
    [...text.matchAll(/^npm (?:run (?:-s )?)?([\w:]+)/gm)].map(([, name]) => name ?? '')

  it('have the same structure, links and commands', () => {
    expect(headings(spanish)).toBe(headings(english))
    expect(links(spanish)).toEqual(links(english))
    expect(commands(spanish)).toEqual(commands(english))
    expect(npmScripts(spanish)).toEqual(npmScripts(english))
  })

  it('name scripts that are there', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(page('package.json'))
    const known = new Set([...Object.keys(scripts), 'ci'])
    expect(npmScripts(english).filter((name) => !known.has(name))).toEqual([])
  })
})

describe('every document', () => {
  const documents = ['README.md', 'README.es.md', ...globSync('docs/*.md', { cwd: root })]

  it.each(documents)('%s links to files and headings that are there', (name) => {
    const missing = linksOf(page(name)).filter((target) => {
      const [path = '', heading] = target.split('#')
      const file = path === '' ? join(root, name) : join(root, dirname(name), path)
      if (!existsSync(file)) return true
      return heading !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(heading)
    })
    expect(missing).toEqual([])
  })
})

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  )
