import type { RegisterRow } from '../../../shared/contract/config.ts'
import { shownLabelMost, shownTextMost, shownValuesMost } from '../../../shared/contract/limits.ts'
import { emptyRow, foundRow } from '../../../shared/contract/register-row.ts'
import type {
  FoundPlace,
  RequestOf,
  ResultOf,
  RunState,
  UnitTarget,
} from '../../../shared/contract/tester.ts'
import { noNumberText, parseShown, unitShown } from '../../../shared/model/shown.ts'
import { ExitCode, wrongUsage } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import type { Shell } from '../shell.ts'
import { exitOf, follow } from '../tester/follow.ts'
import { atBench } from '../tester/open-bench.ts'
import { nothingAdvice, refusalLines } from '../tester/refusals.ts'
import { sectionText } from '../tester/section.ts'
import { targetOf } from '../tester/target.ts'
import { plural, safe, textTable } from '../text.ts'
import type { FindOptions } from './find.ts'

type ShownValue = RequestOf<'find-several'>['values'][number]
type Found = ResultOf<'find-several'>

/** All values of the display at once: where they are together, and the section that reads them. */
export const findSeveral = (text: string, options: FindOptions, shell: Shell): Promise<ExitCode> =>
  atBench(options, shell, async (at) => {
    const { tables, from, count } = options
    const values = options.shown.map(shownValue)
    if (values.length > shownValuesMost) throw wrongUsage(`--shown at most ${shownValuesMost} times`)
    const target = targetOf(text, options, at.devices)
    const twice = values.find(
      ({ label }, index) => values.findIndex((other) => other.label === label) < index,
    )
    if (twice !== undefined)
      throw wrongUsage(safe(`--shown: two values are named ${twice.label}; each needs a name of its own`))
    sectionText({
      ...target,
      name: options.section,
      title: null,
      rows: values.map(({ label, unit }) => ({ ...emptyRow, address: '0', label, unit })),
    })
    const request: RequestOf<'find-several'> = {
      kind: 'find-several',
      target,
      tables: [...tables],
      from,
      count: Math.min(count, addressCount - from),
      values,
    }
    const state = await follow<'find-several'>(request, at, shell, { saysCost: true })
    const found = (state.body.kind === 'find-several' ? state.body.result : null) ?? nothingFound(values)
    const section = sectionFor(target, options.section, values, found)
    if (options.json) shell.out.line(jsonText(severalJson(values, found, section, state.trouble)))
    else print(values, state, found, section, request.from + request.count, shell)
    return exitOf(
      state,
      found.places.every((place) => place !== null),
    )
  })

const nothingFound = (values: readonly ShownValue[]): Found => ({
  registersRead: 0,
  isThere: false,
  refusals: [],
  places: values.map(() => null),
  rival: null,
})

/** `Voltage_L1=230.5 V`; the name and the unit may be left out. */
function shownValue(text: string, index: number): ShownValue {
  const { label = '', value = text } = /^(?<label>[^=]*)=(?<value>.*)$/u.exec(text)?.groups ?? {}
  if (parseShown(value) === null) throw wrongUsage(safe(noNumberText(value)))
  refuseLonger('the name', label.trim(), shownLabelMost)
  refuseLonger('the value', value.trim(), shownTextMost)
  return { label: label.trim() || `Value_${index + 1}`, unit: unitShown(value), shown: value.trim() }
}

function refuseLonger(what: string, text: string, most: number): void {
  if (text.length <= most) return
  throw wrongUsage(
    `--shown: ${what} ${safe(text.slice(0, 30))}… has ${text.length} characters; at most ${most}`,
  )
}

/** Of what is certain: a section is pasted as it is. null: nothing is. */
function sectionFor(
  { endpoint, unitId }: UnitTarget,
  name: string,
  values: readonly ShownValue[],
  { places }: Found,
): string | null {
  const rows = values.flatMap((value, index): readonly RegisterRow[] => {
    const place = places[index] ?? null
    return place === null || place.isDoubtful ? [] : [foundRow({ ...place, ...value }, String(place.address))]
  })
  return rows.length === 0 ? null : sectionText({ name, endpoint, unitId, title: null, rows })
}

function print(
  values: readonly ShownValue[],
  state: Pick<RunState, 'phase'>,
  result: Found,
  section: string | null,
  searchedTo: number,
  { out }: Shell,
): void {
  const { places, rival, registersRead, refusals } = result
  // As comments they may stand in config.ini together with the section.
  const mark = section === null ? '' : '# '
  const say = (line: string): void => out.line(`${mark}${line}`.trimEnd())
  const found = places.filter((place) => place !== null).length
  say(`${found} of ${plural(values.length, 'value')} found in ${plural(registersRead, 'register')}`)
  for (const line of refusalLines(refusals)) say(line)
  if (found === 0) {
    const advice = nothingAdvice(state, result)
    if (advice !== null) say(advice)
    return
  }
  const rows = values.map(({ label, shown }, index) => [label, shown, ...placeCells(places[index] ?? null)])
  const header = ['LABEL', 'SHOWN', 'VALUE', 'TABLE', 'ADDRESS', 'TYPE', 'ORDER', 'FACTOR', '']
  const align = ['left', 'right', 'right', 'left', 'right', 'left', 'left', 'right'] as const
  for (const line of textTable(header, rows, align)) say(line)
  if (rival !== null) {
    const { dataType, byteOrder, address } = rival
    say(
      `Nearly as good: ${dataType} ${byteOrder} from ${address} on. A counter above 65,535 tells which is right.`,
    )
  }
  const isDoubtful = places.some((place) => place?.isDoubtful)
  if (isDoubtful) {
    say(
      `What is doubtful stands in no section: ${section === null ? '' : 'look at it with probe, or '}type more of what the ` +
        'display shows, a counter of energy and a whole phase at least.',
    )
  }
  if ((isDoubtful || found < values.length) && searchedTo < addressCount)
    say(`Registers from ${searchedTo} on were not searched: --from ${searchedTo} --count ${searchFurther}.`)
  if (section === null) return
  say('Put this into config.ini, then: gateway-ems check, and gateway-ems test with its name.')
  out.line('')
  for (const line of section.trim().split('\n')) out.line(line)
}

const addressCount = 65_536
const searchFurther = 1_000

function placeCells(place: Found['places'][number]): readonly string[] {
  if (place === null) return ['not found', '', '', '', '', '']
  const { table, address, dataType, byteOrder, factor, value, isDoubtful } = place
  const doubt = isDoubtful ? ['doubtful: it may fit by chance'] : []
  return [value, table, String(address), dataType, byteOrder, factor, ...doubt]
}

const severalJson = (
  values: readonly ShownValue[],
  { places, rival, registersRead, refusals }: Found,
  section: string | null,
  trouble: string | null,
): unknown => ({
  registers_read: registersRead,
  refusals,
  values: values.map(({ label, unit, shown }, index) => {
    const place = places[index] ?? null
    return {
      label,
      unit,
      shown,
      place: place === null ? null : { ...placeJson(place), is_doubtful: place.isDoubtful },
    }
  }),
  rival: rival === null ? null : placeJson(rival),
  section,
  trouble,
})

const placeJson = ({ table, address, dataType, byteOrder, factor, value }: FoundPlace) => ({
  table,
  address,
  data_type: dataType,
  byte_order: byteOrder,
  factor,
  value,
})
