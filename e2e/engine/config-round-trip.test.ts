import { emptyRow } from '../../shared/contract/register-row.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import type { ConfigEdit, RegisterRow } from '../../shared/contract/config.ts'
import { makeSite, runEngine } from '../support/gateway-engine.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** As people write it: aligned, commented, some of it odd, and in no order. */
const handWritten = (logFile: string): string => `; Gateway of the dairy, Eva 2024-03
#   do not touch the intervals before talking to production!

[DEFAULT]
log_file=${logFile}
collection_interval   =  60      ; seconds
api_token =                      # none yet

# ---------- hall 1 ----------
[SUPPLY]
  name        = "Main supply; hall 1"
  protocol    = TCP
  host        = 127.0.0.1         # moved in 2025
  port        = 9
  enabled     = no

  registers   = 40001, 40003,     # voltages
                40005,
        # the next two come from the converter
                40007, 40009
  data_types  = FLOAT32
  labels      = U1,U2,U3,  "I, total" ,P
  units       = V,V,V,A,kW
  scale_factors = 1,1,1,1,0.001\t# W -> kW

# ---------- the cold store: two meters on one converter ----------
[COLD STORE]
protocol : RTU_OVER_TCP
host : 127.0.0.1
port : 9
unit_id : 11,
          12
registers : 0x10
enabled : off

# old one, kept for reference
#[OLD]
#protocol = RTU
`

describe.each([
  ['\n', 'LF'],
  ['\r\n', 'CRLF'],
])('a hand-written config.ini with line breaks %j', (eol) => {
  it('keeps every line that five edits did not have to change', async () => {
    const site = makeSite('')
    closers.push(() => site.remove())
    const text = handWritten(site.logPath).replaceAll('\n', eol)
    writeFileSync(site.configPath, text)
    const { engine } = await runEngine(site)
    closers.push(() => engine.stop())

    const draft = async (edits: readonly ConfigEdit[], open: readonly string[]) =>
      engine.editor.draft({ revision: null, edits, open })
    const save = async (...edits: readonly ConfigEdit[]): Promise<void> => {
      const { revision } = await draft([], [])
      expect(await engine.editor.save(revision, edits)).toMatchObject({ kind: 'saved' })
    }
    const set = (section: string, key: string, value: string): ConfigEdit => ({
      kind: 'set',
      section,
      key,
      value,
    })
    const views = (await draft([], ['SUPPLY'])).opened[0]?.registers ?? []
    const rows = views.map(({ resolved, ...row }): RegisterRow => (resolved === null ? emptyRow : row))

    await save(set('SUPPLY', 'host', '127.0.0.2'))
    await save(set('SUPPLY', 'interval', '15s'))
    await save({
      kind: 'set-registers',
      section: 'SUPPLY',
      rows: rows.map((row, at) => (at === 3 ? { ...row, address: '40011', max: '600' } : row)),
    })
    await save(set('DEFAULT', 'collection_interval', '30'), set('COLD STORE', 'slave_id', '11, 12, 13'))
    await save({ kind: 'rename-section', section: 'COLD STORE', name: 'COLD' })

    const expected = [
      ['127.0.0.1         # moved', '127.0.0.2         # moved'],
      ['40007, 40009', '40011, 40009'],
      [
        '1,1,1,1,0.001\t# W -> kW\n',
        '1,1,1,1,0.001\t# W -> kW\n  interval = 15s\n  max_values = , , , 600,\n',
      ],
      ['=  60      ; seconds', '=  30      ; seconds'],
      ['unit_id : 11,\n          12\n', 'unit_id : 11, 12, 13\n'],
      ['[COLD STORE]', '[COLD]'],
    ].reduce((changed, [from = '', to = '']) => {
      expect(changed).toContain(from.replaceAll('\n', eol))
      return changed.replace(from.replaceAll('\n', eol), to.replaceAll('\n', eol))
    }, text)
    expect(readFileSync(site.configPath, 'utf8')).toBe(expected)
  })
})
