import { setTimeout as sleep } from 'node:timers/promises'
import { searchedMost } from '../../../shared/contract/limits.ts'
import type { Candidate, RequestOf, ResultOf, RunState } from '../../../shared/contract/tester.ts'
import { ExitCode, wrongUsage } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import { type CommandFactory, describedCommand, secondsArgument } from '../options.ts'
import type { Shell } from '../shell.ts'
import { exitOf, follow } from '../tester/follow.ts'
import { type AtBench, atBench, type BenchOptions, framesOption, tokenOption } from '../tester/open-bench.ts'
import {
  type TableName,
  tablesArgument,
  targetArgument,
  targetOf,
  type TargetOptions,
  wholeArgument,
  withTargetOptions,
} from '../tester/target.ts'
import { nothingAdvice, refusalLines } from '../tester/refusals.ts'
import { plural, safe, textTable } from '../text.ts'
import { findSeveral } from './find-several.ts'

export interface FindOptions extends BenchOptions, TargetOptions {
  readonly shown: readonly string[]
  readonly section: string
  readonly then: readonly string[]
  readonly after: number
  readonly tables: readonly TableName[]
  readonly from: number
  readonly count: number
}

export const findCommand: CommandFactory = (shell, finish) =>
  withTargetOptions(
    describedCommand({
      name: 'find',
      summary: "Finds the registers that hold what the meter's display shows.",
      description:
        'Type the value with the decimals of the display. Several of them, best with their names and units, find each other ' +
        'and end in a section for config.ini. With a single one it asks for the next value on a terminal, once the display ' +
        'has changed, and keeps only what fits both; an empty line ends that. Elsewhere each --then is read after a pause. ' +
        'Ends with 1 when a value is not found, or the search broke off.',
      json:
        '{shown: [text, …], registers_read, refusals, total, candidates: [{table, address, data_type, byte_order, factor, ' +
        'value, words, reasons}], trouble}; of several values {registers_read, refusals, values: [{label, unit, shown, place: ' +
        '{table, address, data_type, byte_order, factor, value, is_doubtful} or null}], rival, section, trouble}',
      examples: [
        ['find 192.168.1.40 --shown 230.5', 'in the first 200 holding and input registers'],
        [
          'find 192.168.1.40 --shown Voltage_L1=230.5V --shown Current_L1=12.4A --shown Energy=18423.5kWh',
          'several values, and a section for them',
        ],
        ['find DEVICE_1 --shown 18423.5 --from 0 --count 2000 --tables input', 'where and how far to look'],
        [
          'find DEVICE_1 --shown 230.5 --then 231.2 --after 10',
          'once more after ten seconds, without asking',
        ],
      ],
    }),
  )
    .argument(...targetArgument)
    .requiredOption(
      '--shown <value>',
      'what the display shows, 230.5 or 230,5; may be given again, LABEL=VALUE',
      (value: string, before?: readonly string[]) => [...(before ?? []), value],
    )
    .option('--section <name>', 'name of the section that is printed for several values', 'METER')
    .option(
      '--then <value>',
      'what it shows later; may be given again',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .option('--after <seconds>', 'pause before each --then', secondsArgument, 5)
    .option('--tables <tables>', 'holding, input or both, with a comma', tablesArgument, ['HOLDING', 'INPUT'])
    .option('--from <address>', 'first one, on the wire', wholeArgument(0, 65_535), 0)
    .option('--count <count>', 'registers of each table', wholeArgument(1, searchedMost), 200)
    .option(...tokenOption)
    .option(...framesOption)
    .action(async (target: string, options: FindOptions) => {
      const [only, ...more] = options.shown
      const isSingle = only !== undefined && more.length === 0 && !only.includes('=')
      if (!isSingle && options.then.length > 0) throw wrongUsage('--then follows a single --shown alone')
      finish(await (isSingle ? findOne(target, only, options, shell) : findSeveral(target, options, shell)))
    })

interface Search {
  readonly shown: string
  readonly state: RunState
  readonly result: ResultOf<'find'> | null
}

const findOne = (text: string, firstShown: string, options: FindOptions, shell: Shell): Promise<ExitCode> =>
  atBench(options, shell, async (at) => {
    const { tables, from, count } = options
    const target = targetOf(text, options, at.devices)
    const search = async (shown: string, narrows: string | null): Promise<Search> => {
      const request: RequestOf<'find'> = {
        kind: 'find',
        target,
        tables: [...tables],
        from,
        count: Math.min(count, 65_536 - from),
        shown,
        narrows,
      }
      const state = await follow<'find'>(request, at, shell, { saysCost: narrows === null })
      return { shown, state, result: state.body.kind === 'find' ? state.body.result : null }
    }
    const searches = [await search(firstShown, null)]
    for (;;) {
      const last = searches.at(-1)
      if (last === undefined || last.state.phase !== 'done') break
      if (!options.json) printFound(last, shell)
      if (last.result === null || last.result.total === 0) break
      const next = await nextShown(options, searches.length - 1, at, shell)
      if (next === null) break
      searches.push(await search(next, last.state.id))
    }
    const last = searches.at(-1)
    if (options.json) shell.out.line(jsonText(findJson(searches)))
    else if (last !== undefined && last.state.phase !== 'done') printFound(last, shell)
    return last === undefined ? ExitCode.failed : exitOf(last.state, (last.result?.total ?? 0) > 0)
  })

/** null: the search is over. */
async function nextShown(
  options: FindOptions,
  round: number,
  { signal }: AtBench,
  shell: Shell,
): Promise<string | null> {
  const given = options.then[round]
  if (given !== undefined) {
    await sleep(options.after * 1_000, undefined, { signal }).catch(() => {})
    return signal.aborted ? null : given
  }
  if (options.json || options.then.length > 0) return null
  const answer = (await shell.ask('Next value on the display (empty ends): '))?.trim() ?? ''
  return answer === '' ? null : answer
}

/** More say nothing to a person. */
const shownMost = 15
const reasonsShown = 2

function printFound({ shown, state, result }: Search, { out }: Shell): void {
  if (result === null) return
  const { candidates, total, registersRead, refusals } = result
  out.line(safe(`${shown}: ${plural(total, 'candidate')} in ${plural(registersRead, 'register')}`))
  for (const line of refusalLines(refusals)) out.line(line)
  if (total === 0) {
    const advice = nothingAdvice(state, result)
    if (advice !== null) out.line(advice)
    return
  }
  const rows = candidates
    .slice(0, shownMost)
    .map(({ table, address, dataType, byteOrder, factor, value, reasons }) => [
      table,
      String(address),
      dataType,
      byteOrder,
      factor,
      value,
      reasons.slice(0, reasonsShown).join('; '),
    ])
  const header = ['TABLE', 'ADDRESS', 'TYPE', 'ORDER', 'FACTOR', 'VALUE', '']
  for (const line of textTable(header, rows, ['left', 'right', 'left', 'left', 'right', 'right']))
    out.line(line)
  if (total > shownMost) out.line(`and ${total - shownMost} more: read again once the display has changed`)
  if (total > 1) out.line('More values tell which: add --shown Voltage_L2=229.8V, and so on.')
}

const findJson = (searches: readonly Search[]): unknown => {
  const last = searches.at(-1)
  return {
    shown: searches.map(({ shown }) => shown),
    registers_read: last?.result?.registersRead ?? 0,
    refusals: last?.result?.refusals ?? [],
    total: last?.result?.total ?? 0,
    candidates: (last?.result?.candidates ?? []).map(candidateJson),
    trouble: last?.state.trouble ?? null,
  }
}

const candidateJson = ({ dataType, byteOrder, ...rest }: Candidate): unknown => ({
  ...rest,
  data_type: dataType,
  byte_order: byteOrder,
})
