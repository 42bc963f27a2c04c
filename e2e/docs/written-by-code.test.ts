import { describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { alertRules } from '../../electron/engine/monitor/alert-rules.ts'
import { createMonitor } from '../../electron/engine/monitor/monitor.ts'
import { emptyQueue } from '../../electron/engine/monitor/suppliers.ts'
import { pages } from '../../renderer/src/app/navigation.ts'
import { withPart } from '../../scripts/docs/marked-part.ts'
import { documentParts } from '../../scripts/docs/parts.ts'
import { page } from './pages.ts'

describe('what the documents say of the code', () => {
  it.each(documentParts)('$page: the $name is as the code has it (npm run docs writes it)', (part) => {
    const text = page(part.page)
    expect(text).toBe(withPart(text, part.name, part.text()))
  })

  it('docs/operations.md has every metric', async () => {
    const text = page('docs/operations.md')
    const monitor = createMonitor({ clock: systemClock, queue: () => emptyQueue, sink: () => {} })
    const metrics = await monitor.metrics()
    monitor.close()
    const names = [...metrics.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name ?? '')
    expect(names.length).toBeGreaterThan(20)
    expect(names.filter((name) => !text.includes(`\`${name}`))).toEqual([])
  })

  it('docs/operations.md has every alert', () => {
    const text = page('docs/operations.md')
    expect(Object.keys(alertRules).filter((kind) => !text.includes(`\n| \`${kind}\` |`))).toEqual([])
  })

  it('docs/interface.md has the address of every page', () => {
    const text = page('docs/interface.md')
    expect(pages.filter((name) => !text.includes(`\`#/${name}`))).toEqual([])
  })
})
