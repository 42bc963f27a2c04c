import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseIni, serializeIni } from './ini-document.ts'
import { editIni, type IniEdit, IniEditError, valuesOf } from './ini-edit.ts'

const edited = (text: string, ...edits: readonly IniEdit[]): string =>
  serializeIni(editIni(parseIni(text), edits))
const set = (section: string, key: string, value: string): IniEdit => ({ kind: 'set', section, key, value })

const file = `# the office
[DEFAULT]
log_level   = INFO   ; quiet
api_timeout = 30

[DEVICE_1]
# behind the door
host = 192.168.1.100    # IP del dispositivo
registers = 40001, 40003,
    40005  # power
    # the rest later
    40007
Labels: A, B, C, D

[DEVICE_2]
host=meter`

describe('editing', () => {
  it('changes a value and keeps the comment and the alignment of its line', () => {
    const text = edited(file, set('DEFAULT', 'LOG_LEVEL', 'DEBUG'), set('DEVICE_1', 'host', '10.0.0.1'))
    expect(text).toBe(
      file.replace('INFO   ; quiet', 'DEBUG   ; quiet').replace('192.168.1.100    #', '10.0.0.1    #'),
    )
  })

  it('with the value that is there changes nothing', () => {
    expect(edited(file, set('DEVICE_1', 'labels', 'A, B, C, D'))).toBe(file)
  })

  it('adds a key after the last one, aligned like its neighbours', () => {
    expect(edited(file, set('DEFAULT', 'retry_delay', '5'))).toBe(
      file.replace('api_timeout = 30\n', 'api_timeout = 30\nretry_delay = 5\n'),
    )
    expect(edited(file, set('DEVICE_2', 'slave_id', '7'))).toBe(`${file}\nslave_id=7`)
  })

  it('lays a list out in the lines it had', () => {
    const edit = { kind: 'set-list', section: 'DEVICE_1', key: 'registers' } as const
    expect(edited(file, { ...edit, items: ['1', '2', '3', '4', '5'] })).toContain(
      'registers = 1, 2,\n    3,  # power\n    # the rest later\n    4,\n    5\nLabels',
    )
    expect(edited(file, { ...edit, items: ['1'] })).toContain('registers = 1\nLabels')
  })

  it('quotes what could not be read back otherwise', () => {
    expect(edited('[A]\nname = x\n', set('A', 'name', ' Room #1 '))).toBe('[A]\nname = " Room #1 "\n')
    expect(edited('[A]\n', { kind: 'set-list', section: 'A', key: 'labels', items: ['a, b', 'c'] })).toBe(
      '[A]\nlabels = "a, b", c\n',
    )
  })

  it('removes a key with its continuation lines', () => {
    expect(edited(file, { kind: 'remove', section: 'DEVICE_1', key: 'registers' })).toBe(
      file.replace(/registers[^L]*40007\n/, ''),
    )
  })

  it('adds, removes, renames, copies and moves sections', () => {
    expect(edited(file, { kind: 'add-section', section: 'NEW' }, set('NEW', 'protocol', 'TCP'))).toBe(
      `${file}\n\n[NEW]\nprotocol = TCP`,
    )
    expect(edited(file, { kind: 'remove-section', section: 'DEVICE_2' })).toBe(
      file.replace('[DEVICE_2]\nhost=meter', ''),
    )
    expect(edited(file, { kind: 'rename-section', section: 'DEVICE_1', name: '__proto__' })).toBe(
      file.replace('[DEVICE_1]', '[__proto__]'),
    )
    const copy = edited(file, { kind: 'duplicate-section', section: 'DEVICE_1', name: 'COPY' })
    expect([...parseIni(copy).sections.keys()]).toEqual(['DEVICE_1', 'COPY', 'DEVICE_2'])
    expect(copy.match(/# behind the door/g)).toHaveLength(2)
    const moved = edited(file, { kind: 'move-section', section: 'DEVICE_2', before: 'DEVICE_1' })
    expect([...parseIni(moved).sections.keys()]).toEqual(['DEVICE_2', 'DEVICE_1'])
    expect(moved.split(/\n+/).filter(Boolean).toSorted()).toEqual(file.split(/\n+/).toSorted())
  })

  it('keeps the byte order mark and the line breaks of the file', () => {
    expect(edited('\uFEFF[A]\r\nx = 1\r\n', set('A', 'y', '2'), set('A', 'x', '3'))).toBe(
      '\uFEFF[A]\r\nx = 3\r\ny = 2\r\n',
    )
  })

  it.each<[string, IniEdit]>([
    ['a section that is not there', { kind: 'remove-section', section: 'X' }],
    ['a name in use', { kind: 'rename-section', section: 'DEVICE_1', name: 'DEVICE_2' }],
    ['a name that ends the header', { kind: 'rename-section', section: 'DEVICE_1', name: 'A\n[B' }],
    ['a key with a separator in it', set('DEVICE_1', 'a=b', 'c')],
    ['a key that would be a comment', set('DEVICE_1', '#a', 'c')],
    ['a value that ends in an empty line', set('DEVICE_1', 'host', 'a\n')],
    ['a line that would be a comment', set('DEVICE_1', 'host', 'a\n#b')],
    ['a value with a quote before a comment sign', set('DEVICE_1', 'host', 'a" #b')],
  ])('refuses %s', (_what, edit) => {
    expect(() => edited(file, edit)).toThrow(IniEditError)
  })

  it('refuses to add a section under a name in use', () => {
    expect(() => edited(file, { kind: 'add-section', section: 'DEVICE_1' })).toThrow(/already/)
  })
})

const names = ['A', 'B.C', 'constructor', '__proto__', 'D 1', 'DEFAULT']
const keys = ['host', 'port', 'Labels', 'x y', 'toString', '__proto__']
const plainValue = fc.oneof(
  fc.constantFrom('', '1', 'a b', 'V,A,%', 'a#b', '#x', '"', '"a"', ' lead', 'a ; b', '[x]', 'k = v', 'á°'),
  fc.string({
    unit: fc.constantFrom('a', '1', ',', ' ', '#', ';', '=', ':', '[', ']', '%', 'é'),
    maxLength: 12,
  }),
)
const multiLine = fc
  .array(fc.constantFrom('a', 'b,', '40001, 40003,', 'z w'), { minLength: 2, maxLength: 4 })
  .map((parts) => parts.join('\n'))
const value = fc.oneof({ weight: 4, arbitrary: plainValue }, multiLine)

const space = fc.constantFrom('', ' ', '   ', '\t')
const comment = fc.constantFrom('', '', '', '  # why', ' ; note')
const noise = fc.constantFrom('', '# comment', '   ; indented comment', '   ')
const entryText = fc
  .tuple(
    fc.constantFrom(...keys),
    space,
    fc.constantFrom('=', ':'),
    space,
    fc.constantFrom('', '1', '"q # r"', 'a, b'),
    comment,
  )
  .map((parts) => parts.join(''))
const continuation = fc.array(
  fc
    .tuple(fc.constantFrom('  ', '\t', '      '), fc.constantFrom('c', 'd,', '# inner', ''), comment)
    .map((parts) => parts.join('')),
  { maxLength: 3 },
)
const sectionText = fc
  .tuple(
    fc.constantFrom('', ' '),
    fc.uniqueArray(fc.tuple(entryText, continuation, noise), {
      selector: ([entry]) => entry.split(/\s*[=:]/)[0]!.toLowerCase(),
      maxLength: 4,
    }),
  )
  .map(([indent, entries]) =>
    entries.flatMap(([entry, more, rest]) => [indent + entry, ...more.map((line) => indent + line), rest]),
  )
const documentText = fc
  .tuple(
    fc.uniqueArray(fc.tuple(fc.constantFrom(...names), sectionText), {
      selector: ([name]) => name,
      maxLength: 4,
    }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([sections, eol, hasBom, isClosed]) => {
    const lines = sections.flatMap(([name, lines]) => [`[${name}]`, ...lines])
    return (hasBom ? '\uFEFF' : '') + lines.join(eol) + (isClosed && lines.length > 0 ? eol : '')
  })

const anEdit: fc.Arbitrary<IniEdit> = fc.oneof(
  fc.record({
    kind: fc.constant('set' as const),
    section: fc.constantFrom(...names),
    key: fc.constantFrom(...keys),
    value,
  }),
  fc.record({
    kind: fc.constant('remove' as const),
    section: fc.constantFrom(...names),
    key: fc.constantFrom(...keys),
  }),
)

describe('random documents', () => {
  it('read as what was applied to them, with all other lines as they were', () => {
    fc.assert(
      fc.property(documentText, fc.array(anEdit, { minLength: 1, maxLength: 4 }), (text, edits) => {
        const before = parseIni(text)
        expect(serializeIni(before)).toBe(text)
        const expected = new Map([...valuesOf(before)].map(([name, entries]) => [name, new Map(entries)]))
        const touched = new Set<string>()
        for (const edit of edits) {
          if (edit.kind === 'set') {
            const entries = expected.get(edit.section) ?? new Map<string, string>()
            expected.set(edit.section, entries.set(edit.key.toLowerCase(), edit.value))
            touched.add(`${edit.section}\n${edit.key.toLowerCase()}`)
          } else if (edit.kind === 'remove') {
            expected.get(edit.section)?.delete(edit.key.toLowerCase())
            touched.add(`${edit.section}\n${edit.key.toLowerCase()}`)
          }
        }
        const after = parseIni(serializeIni(editIni(before, edits)))
        expect(new Map(valuesOf(after))).toEqual(expected)
        const sections = [...before.sections.values(), ...(before.defaults === null ? [] : [before.defaults])]
        const changed = new Set(
          sections.flatMap(({ entries }) =>
            [...entries.values()]
              .filter(({ section, key }) => touched.has(`${section}\n${key}`))
              .flatMap(({ from, to }) => Array.from({ length: to - from }, (_, offset) => from + offset)),
          ),
        )
        const rest = before.lines.filter((_, index) => !changed.has(index)).map(({ text }) => text)
        let at = 0
        for (const { text } of after.lines) if (text === rest[at]) at++
        expect(at).toBe(rest.length)
      }),
      { numRuns: 3000 },
    )
  })
})
