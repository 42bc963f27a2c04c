import type { RegisterRow } from '../../../shared/contract/config.ts'
import { emptyRow } from '../../../shared/contract/register-row.ts'
import type { ResultOf, UnitTarget } from '../../../shared/contract/tester.ts'
import { isBitTable } from '../../../shared/model/index.ts'
import { newSectionText, SectionNameError } from '../../engine/config/section-text.ts'
import { findTogether, type Place, type ShownValue, type Together } from '../../engine/probe/find-together.ts'
import { factorText } from '../../engine/probe/find-value.ts'
import type { WordBlock } from '../../engine/probe/fits.ts'
import { parseShown, unitShown } from '../../engine/probe/shown.ts'
import { ExitCode, wrongUsage } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import type { Shell } from '../shell.ts'
import { follow } from '../tester/follow.ts'
import { type AtBench, atBench } from '../tester/open-bench.ts'
import { nothingAdvice, refusalLines } from '../tester/refusals.ts'
import { targetOf } from '../tester/target.ts'
import { plural, safe, textTable } from '../text.ts'
import type { FindOptions } from './find.ts'

/** All values of the display at once: where they are together, and the section that reads them. */
export const findSeveral = (text: string, options: FindOptions, shell: Shell): Promise<ExitCode> =>
  atBench(options, shell, async (at) => {
    const values = options.shown.map(shownValue)
    const target = targetOf(text, options, at.devices)
    const read = await readAll(target, options, at, shell)
    const together = findTogether(read.blocks, values)
    const section = sectionFor(target, options.section, values, together)
    if (options.json) shell.out.line(jsonText(severalJson(values, together, read, section)))
    else print(values, together, read, section, shell)
    return together.places.every((place) => place !== null) ? ExitCode.fine : ExitCode.failed
  })

/** `Voltage_L1=230.5 V`; the name and the unit may be left out. */
function shownValue(text: string, index: number): ShownValue {
  const { label = '', value = text } = /^(?<label>[^=]*)=(?<value>.*)$/u.exec(text)?.groups ?? {}
  const shown = parseShown(value)
  if (shown === null)
    throw wrongUsage(safe(`"${value}" is no decimal number as a display shows it, such as 230.5`))
  return { label: label.trim() || `Value_${index + 1}`, unit: unitShown(value), shown }
}

interface AllRead {
  readonly blocks: readonly WordBlock[]
  readonly registersRead: number
  readonly refusals: ResultOf<'probe'>['refusals']
  readonly trouble: string | null
}

const mostOfOne = 2_000

/** One look at everything: between two finds the display would have moved on. */
async function readAll(
  target: UnitTarget,
  { tables, from, count }: FindOptions,
  at: AtBench,
  shell: Shell,
): Promise<AllRead> {
  const blocks: WordBlock[] = []
  const refusals: ResultOf<'probe'>['refusals'] = []
  let trouble: string | null = null
  const numberTables = tables.filter((table) => !isBitTable(table))
  for (const table of numberTables) {
    const words: (number | null)[] = []
    const end = Math.min(65_536, from + count)
    for (let address = from; address < end && trouble === null; address += mostOfOne) {
      const size = Math.min(mostOfOne, end - address)
      const request = { kind: 'probe', target, table, address, count: size } as const
      const state = await follow<'probe'>(request, at, shell, { saysCost: false })
      const result = state.body.kind === 'probe' ? state.body.result : null
      trouble = state.trouble
      words.push(...(result?.words ?? []))
      for (const refusal of result?.refusals ?? [])
        refusals.push({ ...refusal, detail: `${table}: ${refusal.detail}` })
    }
    blocks.push({ table, address: from, words })
  }
  const registersRead = blocks.reduce(
    (sum, { words }) => sum + words.filter((word) => word !== null).length,
    0,
  )
  return { blocks, registersRead, refusals, trouble }
}

/** null: nothing was found that could stand in it. */
function sectionFor(
  { endpoint, unitId }: UnitTarget,
  name: string,
  values: readonly ShownValue[],
  { places }: Together,
): string | null {
  const rows = values.flatMap(({ label, unit }, index): readonly RegisterRow[] => {
    const fit = places[index]?.fit
    if (fit === undefined) return []
    const { address, table, kind: dataType, byteOrder } = fit
    const factor = factorText(fit)
    return [{ ...emptyRow, address: String(address), table, dataType, byteOrder, label, unit, factor }]
  })
  if (rows.length === 0) return null
  try {
    return newSectionText({ name, endpoint, unitId, title: null, rows })
  } catch (error) {
    if (error instanceof SectionNameError) throw wrongUsage(safe(error.message))
    throw error
  }
}

function print(
  values: readonly ShownValue[],
  { places, rival }: Together,
  { registersRead, refusals }: AllRead,
  section: string | null,
  { out }: Shell,
): void {
  // As comments they may stand in config.ini together with the section.
  const mark = section === null ? '' : '# '
  const say = (line: string): void => out.line(`${mark}${line}`.trimEnd())
  const found = places.filter((place) => place !== null).length
  say(`${found} of ${plural(values.length, 'value')} found in ${plural(registersRead, 'register')}`)
  for (const line of refusalLines(refusals)) say(line)
  if (found === 0) return say(nothingAdvice(registersRead))
  const rows = values.map(({ label, shown }, index) => [label, shown.text, ...placeCells(places[index])])
  const header = ['LABEL', 'SHOWN', 'VALUE', 'TABLE', 'ADDRESS', 'TYPE', 'ORDER', 'FACTOR', '']
  const align = ['left', 'right', 'right', 'left', 'right', 'left', 'left', 'right'] as const
  for (const line of textTable(header, rows, align)) say(line)
  if (rival !== null) {
    const { kind, byteOrder, address } = rival
    say(
      `Nearly as good: ${kind} ${byteOrder} from ${address} on. A counter above 65,535 tells which is right.`,
    )
  }
  if (section === null) return
  say('Put this into config.ini, then: gateway-ems check, and gateway-ems test with its name.')
  out.line('')
  for (const line of section.trim().split('\n')) out.line(line)
}

function placeCells(place: Place | null | undefined): readonly string[] {
  if (place === null || place === undefined) return ['not found', '', '', '', '', '']
  const { fit, isDoubtful } = place
  const { table, address, kind, byteOrder, value } = fit
  const doubt = isDoubtful ? ['doubtful: it may fit by chance'] : []
  return [String(value), table, String(address), kind, byteOrder, factorText(fit), ...doubt]
}

const severalJson = (
  values: readonly ShownValue[],
  { places, rival }: Together,
  { registersRead, refusals, trouble }: AllRead,
  section: string | null,
): unknown => ({
  registers_read: registersRead,
  refusals,
  values: values.map(({ label, unit, shown }, index) => ({
    label,
    unit,
    shown: shown.text,
    place: placeJson(places[index]?.fit, places[index]?.isDoubtful),
  })),
  rival: placeJson(rival ?? undefined, undefined),
  section,
  trouble,
})

function placeJson(fit: Place['fit'] | undefined, isDoubtful: boolean | undefined): unknown {
  if (fit === undefined) return null
  const { table, address, kind, byteOrder, value } = fit
  return {
    table,
    address,
    data_type: kind,
    byte_order: byteOrder,
    factor: factorText(fit),
    value: String(value),
    is_doubtful: isDoubtful,
  }
}
