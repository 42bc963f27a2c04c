import { describe, expect, it } from 'vitest'
import { benches, benchNamed } from './support/benches.ts'
import { markdownTables, plainTable } from './support/table.ts'

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
    expect(markdownTables([report])).toContain('| peer | skipped |  | not installed |')
  })

  it('are asked for by name', () => {
    expect(() => benchNamed('fast')).toThrow('no bench is called "fast"; there are: plan, ')
  })
})
