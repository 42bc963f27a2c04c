import { describe, expect, it } from 'vitest'
import { benches, benchNamed } from './support/benches.ts'
import { mergedDocument } from './support/document.ts'
import { markdownSection, plainTable } from './support/table.ts'

describe('the benchmarks', () => {
  it('can all be loaded', async () => {
    for (const bench of benches) expect(await bench.load()).toHaveProperty('run')
  })

  it('give a table with ratios', async () => {
    const { name, about, load } = benchNamed('plan')
    const results = await (await load()).run()
    const report = {
      name,
      about,
      seconds: 1,
      results: [...results, { name: 'peer', skipped: 'not installed' }],
    }
    expect(plainTable([report])).toMatch(/wire time of 200 small maps +[\d,]+ ms +1 +optimum/)
    const section = markdownSection(report, 'a machine')
    expect(section).toContain('| peer | skipped |  | not installed |')
    expect(section).toContain('Measured on: a machine.')
  })

  it('that were not run keep their section of the document', () => {
    const before = 'Old words.\n\n## a\n\n1\n\n## gone\n\n2\n\n## b\n\n3\n'
    const measured = new Map([['b', '## b\n\n4']])
    expect(mergedDocument('New words.\n', before, measured, ['b', 'a', 'new'])).toBe(
      'New words.\n\n## b\n\n4\n\n## a\n\n1',
    )
  })

  it('are asked for by name', () => {
    expect(() => benchNamed('fast')).toThrow('no bench is called "fast"; there are: plan, ')
  })
})
