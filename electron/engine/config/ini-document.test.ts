import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { parse as parseWithIni } from 'ini'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type IniProblemKind, parseIni, serializeIni } from './ini-document.ts'

const pairs = z.array(z.tuple([z.string(), z.string()]))
const vectorFile = z.array(
  z.object({
    name: z.string(),
    text: z.string(),
    error: z.string().optional(),
    defaults: z.record(z.string(), z.string()).optional(),
    sections: z.array(z.tuple([z.string(), pairs])).optional(),
  }),
)
const vectors = vectorFile.parse(JSON.parse(readFileSync('e2e/vectors/ini-configparser.json', 'utf8')))

/** As configparser lists them: what [DEFAULT] gives is in every section. */
function sectionsOf(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const { sections, defaults } = parseIni(text)
  const values = (entries: ReadonlyMap<string, { readonly value: string }>) =>
    [...entries].map(([key, { value }]) => [key, value] as const)
  return new Map(
    [...sections].map(([name, { entries }]) => [
      name,
      new Map([...values(defaults?.entries ?? new Map()), ...values(entries)]),
    ]),
  )
}

const problemsOf = (text: string): readonly (readonly [IniProblemKind, number])[] =>
  parseIni(text).problems.map(({ kind, line }) => [kind, line])

describe("what Python's configparser", () => {
  const accepted = vectors.filter(({ error }) => error === undefined)
  it.each(accepted)('reads from "$name"', ({ text, sections = [] }) => {
    expect(sectionsOf(text)).toEqual(new Map(sections.map(([name, entries]) => [name, new Map(entries)])))
    const harmless = new Set<IniProblemKind>(['swallowed-line', 'text-after-header'])
    expect(problemsOf(text).filter(([kind]) => !harmless.has(kind))).toEqual([])
  })

  const refused = vectors.filter(({ error }) => error !== undefined)
  it.each(refused)('refuses in "$name" is a problem with its line', ({ text, error }) => {
    const kinds: Readonly<Record<string, readonly IniProblemKind[]>> = {
      DuplicateOptionError: ['duplicate-key'],
      DuplicateSectionError: ['duplicate-section'],
      MissingSectionHeaderError: ['key-outside-section', 'bad-section-header'],
      ParsingError: ['not-a-key', 'empty-key'],
    }
    expect(kinds[error ?? '']).toContain(problemsOf(text)[0]?.[0])
  })

  it('covers a fair number of cases', () => {
    expect(accepted.length).toBeGreaterThan(50)
    expect(refused.length).toBeGreaterThan(7)
  })
})

describe('where this dialect differs from configparser', () => {
  it.each([
    ['removes surrounding quotes', 'name = "a b"', 'a b'],
    ['keeps white space in quotes', 'name = " a "', ' a '],
    ['keeps comment signs in quotes', 'name = "Room #1 ; east" # note', 'Room #1 ; east'],
    ['keeps quotes within a value', 'name = 19" rack "B"', '19" rack "B"'],
    ['keeps an inner pair of quotes', 'name = "a" and "b"', 'a" and "b'],
    ['takes an open quote literally', 'name = "a', '"a'],
    ['reads a comment after a quoted item', 'name = "a # b", c # note', '"a # b", c'],
  ])('%s', (_what, line, value) => {
    expect(sectionsOf(`[A]\n${line}\n`).get('A')?.get('name')).toBe(value)
  })
})

describe('a problem', () => {
  it.each<[string, string, readonly (readonly [IniProblemKind, number])[]]>([
    ['of a second key', '[A]\nk=1\n\nK = 2', [['duplicate-key', 4]]],
    ['of a second section', '[A]\n[B]\n[A]', [['duplicate-section', 3]]],
    ['of a key before the sections', '\nk = 1\n[A]', [['key-outside-section', 2]]],
    ['of words', '[A]\nwords', [['not-a-key', 2]]],
    ['of a lone separator', '[A]\n= 1', [['empty-key', 2]]],
    ['of a header that is not closed', '[A]\n[B', [['bad-section-header', 2]]],
    ['of text after a header', '[A] b', [['text-after-header', 1]]],
    ['of an open quote', '[A]\nk = "a', [['unclosed-quote', 2]]],
    ['of a NUL', '[A]\nk = a\0b', [['control-character', 2]]],
    ['of a key that is indented', '[A]\nk = 1\n  host = 2', [['swallowed-line', 3]]],
    ['of a section that is indented', '[A]\nk = 1\n  [B]', [['swallowed-line', 3]]],
  ])('%s has its line', (_what, text, problems) => {
    expect(problemsOf(text)).toEqual(problems)
  })

  it('names the first of two', () => {
    expect(parseIni('[A]\nk=1\nk=2').problems[0]).toMatchObject({ section: 'A', key: 'k', firstLine: 2 })
  })

  it('keeps the first value', () => {
    expect(sectionsOf('[A]\nk=1\nk=2\n  3\n[A]\nk=4\nl=5').get('A')).toEqual(
      new Map([
        ['k', '1'],
        ['l', '5'],
      ]),
    )
  })

  it('is none in a comment', () => {
    expect(problemsOf('# \0 [x\n[A]\n; "')).toEqual([])
  })

  it('is listed a thousand times at most', () => {
    expect(parseIni('x\n'.repeat(5000)).problems).toHaveLength(1000)
  })
})

describe('a file', () => {
  it('is written as it was read, whatever it holds', () => {
    const anything = fc.string({
      unit: fc.constantFrom(
        '[',
        ']',
        'a',
        '=',
        ':',
        ' ',
        '\t',
        '\n',
        '\r',
        '"',
        '#',
        ';',
        ',',
        '\uFEFF',
        '\0',
      ),
    })
    fc.assert(
      fc.property(anything, (text) => {
        expect(serializeIni(parseIni(text))).toBe(text)
      }),
    )
  })

  it('knows where a value stands, line by line', () => {
    const entry = parseIni('[A]\nk = a, # one\n  # two\n\n  b\n\nl=1').sections.get('A')?.entries.get('k')
    expect(entry).toMatchObject({ line: 2, from: 1, to: 5, raw: 'a,\n\nb' })
    expect(entry?.parts.map(({ index, text }) => [index, text])).toEqual([
      [1, 'a,'],
      [3, ''],
      [4, 'b'],
    ])
  })

  it('of plain keys means what it means to the package ini', () => {
    const word = fc
      .stringMatching(/^[a-z][a-z0-9_/-]{0,8}$/)
      .filter((text) => !['true', 'false', 'null', 'constructor'].includes(text))
    const content = fc.uniqueArray(
      fc.tuple(word, fc.uniqueArray(fc.tuple(word, word), { selector: ([key]) => key })),
      { selector: ([name]) => name },
    )
    fc.assert(
      fc.property(content, (sections) => {
        const text = sections
          .flatMap(([name, entries]) => [`[${name}]`, ...entries.map(([key, value]) => `${key} = ${value}`)])
          .join('\n')
        const theirs: unknown = parseWithIni(text)
        const ours = Object.fromEntries(
          [...sectionsOf(text)].map(([name, entries]) => [name, Object.fromEntries(entries)]),
        )
        expect(ours).toEqual(JSON.parse(JSON.stringify(theirs)))
      }),
    )
  })

  it.each([
    ['inline comments', 'k = a;b', 'a;b'],
    ['dots in sections', '[a.b]\nk = 1', undefined],
    ['lists in brackets', 'k[] = 1', undefined],
    ['words that are values', 'k = true', 'true'],
  ])('differs from the package ini in %s, which therefore does not read it', (_what, lines, ours) => {
    const text = lines.startsWith('[') ? lines : `[A]\n${lines}`
    expect(parseWithIni(text)['A']?.k).not.toBe(ours ?? '1')
  })
})
