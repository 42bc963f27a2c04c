import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DocumentSite, makeDocumentSite } from './document-site.ts'
import { type Block, blocksOf } from './pages.ts'

/** Numbers, times and hexadecimal words are of the moment, and so is the width of a column; all else is the program's. */
const asTold = (text: string): readonly string[] =>
  text
    .replaceAll(/0x[0-9A-F]+/g, '0x0')
    .replaceAll(/-?\d+(\.\d+)?(e[+-]\d+)?( ms| s| min)?\b/g, '0')
    // Where a float with its words swapped lands is of the moment too.
    .replaceAll(/: (0 above 0|0 below 0|not a number \(NaN\)|(minus )?infinite)/g, ': out of range')
    // The last reading may still be on its way when a run ends.
    .replaceAll(/ unsent, the oldest .*/g, ' unsent')
    .replaceAll(/ +/g, ' ')
    .trim()
    .split('\n')
    .map((line) => line.trim())

const blocks = blocksOf('docs/commissioning.md')
const steps = blocks.flatMap((block, index) => {
  const next = blocks[index + 1]
  return block.info === 'sh run guide' ? [{ block, told: next?.info === 'text' ? next : null }] : []
})

describe.skipIf(process.platform === 'win32')('docs/commissioning.md, step by step', () => {
  let site: DocumentSite
  beforeAll(async () => {
    site = await makeDocumentSite()
    await site.shell('rm config/config.ini')
  })
  afterAll(() => site.close())

  it('has its steps', () => expect(steps.length).toBeGreaterThan(6))

  it.each(steps.map(({ block, told }) => [`line ${block.line}`, block, told] as const))(
    '%s does and says what stands there',
    async (_line, { text }: Block, told) => {
      const [meterPort = 0] = site.meterPorts
      const said = await site.shell(
        text.replaceAll('15021', String(meterPort)).replaceAll('http://127.0.0.1:18080', site.api.url),
      )
      if (told === null) return
      // Log lines are for whoever looks on.
      const lines = said.split('\n').filter((line) => !/^\S+ - gateway_ems/.test(line))
      expect(asTold(lines.join('\n'))).toEqual(asTold(told.text))
    },
  )
})
