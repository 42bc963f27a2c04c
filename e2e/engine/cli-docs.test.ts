import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { deviceKeys, globalKeys } from '../../electron/engine/config/schema.ts'
import { alertRules } from '../../electron/engine/monitor/alert-rules.ts'
import { createMonitor } from '../../electron/engine/monitor/monitor.ts'
import { emptyQueue } from '../../electron/engine/monitor/suppliers.ts'

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

describe('the two READMEs', () => {
  const english = page('README.md')
  const spanish = page('README.es.md')
  const headings = (text: string): number => [...text.matchAll(/^## /gm)].length
  const links = (text: string): string[] =>
    [...text.matchAll(/\]\((?!README)([^)]+)\)/g)].map(([, target]) => target ?? '').toSorted()
  const commands = (text: string): string[] =>
    [...text.matchAll(/^\| `(\w+)/gm)].map(([, name]) => name ?? '')

  it('have the same structure, links and commands', () => {
    expect(headings(spanish)).toBe(headings(english))
    expect(links(spanish)).toEqual(links(english))
    expect(commands(spanish)).toEqual(commands(english))
  })

  it('link to files that are there', () => {
    for (const target of new Set(links(english))) expect(page(target)).not.toBe('')
  })
})
