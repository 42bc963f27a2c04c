import { probedMost } from '../../../shared/contract/limits.ts'
import type { ResultOf } from '../../../shared/contract/tester.ts'
import { ExitCode } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import { type CommandFactory, describedCommand } from '../options.ts'
import type { Shell } from '../shell.ts'
import { exitOf, follow } from '../tester/follow.ts'
import { atBench, type BenchOptions, framesOption, tokenOption } from '../tester/open-bench.ts'
import {
  tableArgument,
  type TableName,
  targetArgument,
  targetOf,
  type TargetOptions,
  wholeArgument,
  withTargetOptions,
} from '../tester/target.ts'
import { type Align, latencyText, safe, textTable, widthOfText } from '../text.ts'

interface ProbeOptions extends BenchOptions, TargetOptions {
  readonly table: TableName
  readonly address: number
  readonly count: number
  readonly all: boolean
}

type Probe = ResultOf<'probe'>

export const probeCommand: CommandFactory = (shell, finish) =>
  withTargetOptions(
    describedCommand({
      name: 'probe',
      summary: 'Reads any registers, and shows everything that they could mean.',
      description:
        'Each register stands in a row: its word, and what a value would be that begins there, as integers, floats and ' +
        'text: the usual ones, with --all in every type and byte order. Addresses are those on the wire, from 0. Ends with 1 ' +
        'when nothing could be read.',
      json:
        '{words: [number or null, …], refusals: [{address, count, detail}], columns: [{data_type, byte_order}], ' +
        'readings: [[text or null for each column] for each register], latency_ms, trouble}',
      examples: [
        ['probe 192.168.1.40 --address 0 --count 20', 'holding registers 0 to 19 of unit 1'],
        ['probe DEVICE_1 --table input --address 30', 'of a device of config.ini'],
        ['probe /dev/ttyUSB0 --baudrate 19200 --parity E --unit 7', 'on a serial line'],
      ],
    }),
  )
    .argument(...targetArgument)
    .option('--table <table>', 'holding, input, coil or discrete', tableArgument, 'HOLDING')
    .option('--address <address>', 'first one, on the wire', wholeArgument(0, 65_535), 0)
    .option('--count <count>', 'registers or bits', wholeArgument(1, probedMost), 10)
    .option('--all', 'every type and byte order', false)
    .option(...tokenOption)
    .option(...framesOption)
    .action(async (target: string, options: ProbeOptions) => finish(await probe(target, options, shell)))

const probe = (text: string, options: ProbeOptions, shell: Shell): Promise<ExitCode> =>
  atBench(options, shell, async (at) => {
    const { table, address, count } = options
    const target = targetOf(text, options, at.devices)
    const state = await follow<'probe'>({ kind: 'probe', target, table, address, count }, at, shell, {
      saysCost: false,
    })
    const result = state.body.kind === 'probe' ? state.body.result : null
    if (options.json) shell.out.line(jsonText(probeJson(result, state.trouble)))
    else if (result !== null) printProbe(result, address, options.all, shell)
    return exitOf(state, result?.words.some((word) => word !== null) === true)
  })

const columnText = ({ dataType, byteOrder }: Probe['columns'][number]): string =>
  byteOrder === null ? dataType : `${dataType} ${byteOrder}`

function printProbe(
  { words, refusals, columns, readings, latencyMs }: Probe,
  address: number,
  showsAll: boolean,
  { out }: Shell,
) {
  const addresses = words.map((_, index) => String(address + index))
  // Where there are columns, one of them is the word itself.
  const cells =
    columns.length === 0
      ? [['BIT', ...words.map((word) => (word === null ? '–' : String(word)))]]
      : columns
          .map((column, at) => [columnText(column), ...readings.map((row) => row[at] ?? '')])
          .filter(
            ([title = '', ...texts]) => (showsAll || usual.has(title)) && texts.some((text) => text !== ''),
          )
  if (words.some((word) => word !== null)) printCells(cells, addresses, out)
  for (const { address: from, count, detail } of refusals) {
    out.line(safe(`${from}${count === 1 ? '' : ` to ${from + count - 1}`}: ${detail}`))
  }
  if (latencyMs !== null) out.line(`answered in ${latencyText(latencyMs)}`)
}

/** What nearly every meter has; all others are a screen or two of improbable numbers. */
const usual: ReadonlySet<string> = new Set([
  'HEX',
  'UINT16',
  'INT16',
  'TEXT',
  'FLOAT32 ABCD',
  'FLOAT32 CDAB',
  'INT32 ABCD',
  'INT32 CDAB',
])

function printCells(
  cells: readonly (readonly string[])[],
  addresses: readonly string[],
  out: Shell['out'],
): void {
  for (const part of out.isTerminal ? fitting(cells, out.columns) : [cells]) {
    const header = ['ADDRESS', ...part.map(([title = '']) => title)]
    const rows = addresses.map((text, row) => [text, ...part.map((column) => column[row + 1] ?? '')])
    const align = header.map((): Align => 'right')
    for (const line of textTable(header, rows, align)) out.line(line)
  }
}

/** Tables one below the other, each as wide as the terminal at most beside the addresses. */
function fitting(
  cells: readonly (readonly string[])[],
  width: number,
): readonly (readonly (readonly string[])[])[] {
  const parts: (readonly string[])[][] = []
  let used = Number.POSITIVE_INFINITY
  for (const column of cells) {
    const wide = 2 + Math.max(...column.map(widthOfText))
    if (used + wide > width) {
      parts.push([])
      used = 'ADDRESS'.length
    }
    parts.at(-1)?.push(column)
    used += wide
  }
  return parts
}

const probeJson = (result: Probe | null, trouble: string | null): unknown => ({
  words: result?.words ?? [],
  refusals: result?.refusals ?? [],
  columns: (result?.columns ?? []).map(({ dataType, byteOrder }) => ({
    data_type: dataType,
    byte_order: byteOrder,
  })),
  readings: result?.readings ?? [],
  latency_ms: result?.latencyMs ?? null,
  trouble,
})
