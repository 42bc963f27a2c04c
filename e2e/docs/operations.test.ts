import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { makeSite, type Site } from '../support/gateway-engine.ts'
import { startGateway } from '../support/gateway-process.ts'
import { logMessages } from './log-messages.ts'
import { page } from './pages.ts'

const operations = page('docs/operations.md')

describe('the Grafana dashboard', () => {
  const target = z.object({ expr: z.string() })
  const panel = z.object({
    id: z.number(),
    title: z.string().min(1),
    type: z.enum(['row', 'stat', 'timeseries']),
    gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
    targets: z.array(target).min(1).optional(),
  })
  const { panels } = z
    .object({ panels: z.array(panel).min(10) })
    .parse(JSON.parse(page('docs/grafana-dashboard.json')))
  const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))

  let site: Site | null = null
  afterAll(() => site?.remove())

  it('shows metrics that a real gateway has, with labels that they have, and leaves none out', async () => {
    site = makeSite(
      'collection_interval = 1\n[METER]\nprotocol = TCP\nhost = 127.0.0.1\nport = 1\nregisters = 0\n',
    )
    const gateway = startGateway(site, '--serve', '127.0.0.1:0')
    const [line = ''] = (await gateway.outputWith('"started"')).split('\n')
    const { served_at: url } = z.object({ served_at: z.string() }).parse(JSON.parse(line))
    await gateway.outputWith('"reading"')
    const metrics = await (await fetch(`${url}/metrics`)).text()
    gateway.child.kill('SIGTERM')
    await gateway.ended

    const types = new Map(
      [...metrics.matchAll(/^# TYPE (\w+) (\w+)/gm)].map(([, name = '', type = '']) => [name, type]),
    )
    const shown = expressions.flatMap((expression) => expression.match(/gateway_ems_\w+/g) ?? [])
    const unknown = shown.filter((name) => {
      const family = name.replace(/_bucket$/, '')
      return types.get(family) !== (family === name ? types.get(name) : 'histogram') || !types.has(family)
    })
    expect(unknown).toEqual([])
    const families = new Set(shown.map((name) => name.replace(/_bucket$/, '')))
    expect([...types.keys()].filter((name) => !families.has(name))).toEqual([])
    for (const [, state] of expressions.join('\n').matchAll(/state="(\w+)"/g)) {
      expect(metrics).toContain(`gateway_ems_devices{state="${state}"}`)
    }
  })

  it('has panels that do not overlap, each with a number of its own', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
  })

  it('has expressions whose brackets close', () => {
    for (const expression of expressions) {
      const rest = expression.replaceAll(/"[^"]*"/g, '').replaceAll(/[^()[\]{}]/g, '')
      let before = ''
      let left = rest
      while (left !== before) [before, left] = [left, left.replaceAll(/\(\)|\[\]|\{\}/g, '')]
      expect(left, expression).toBe('')
    }
  })
})

describe('the table of log lines', () => {
  const table = operations.split('### What each line means')[1]?.split('\n## ')[0] ?? ''
  const told = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, line = '']) => line)
  const written = logMessages()
  /** Made by a function of its own, outside the call that logs it. */
  const byFunction = (line: string): boolean => line.startsWith('the system clock ')

  it('has every line that the program can write', () => {
    expect(written.length).toBeGreaterThan(30)
    expect(written.filter((line) => !told.includes(line))).toEqual([])
  })

  it('has no line that it cannot', () => {
    expect(told.filter((line) => !written.includes(line) && !byFunction(line))).toEqual([])
  })
})
