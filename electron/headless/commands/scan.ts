import { Command, InvalidArgumentError, Option } from 'commander'
import { serialScanUnitsMost } from '../../../shared/contract/limits.ts'
import type { RequestOf, ResultOf } from '../../../shared/contract/tester.ts'
import type { Parity } from '../../../shared/model/index.ts'
import { ExitCode, wrongUsage } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import { type CommandFactory, describedCommand } from '../options.ts'
import type { Shell } from '../shell.ts'
import { exitOf, follow } from '../tester/follow.ts'
import { afterRegisters, afterUnits } from '../tester/next-step.ts'
import { atBench, type BenchOptions, framesOption, tokenOption } from '../tester/open-bench.ts'
import {
  isSerialPath,
  tableArgument,
  type TableName,
  targetArgument,
  targetOf,
  type TargetOptions,
  timeoutArgument,
  wholeArgument,
  withTargetOptions,
} from '../tester/target.ts'
import { latencyText, plural, safe, textTable } from '../text.ts'

export const scanCommand: CommandFactory = (shell, finish) =>
  new Command('scan')
    .summary('Finds what answers: units of a line, registers of a unit, settings of a serial port.')
    .description(
      'Finds what answers. The line is busy meanwhile; a collector that serves goes on between the questions.',
    )
    .addCommand(unitsCommand(shell, finish))
    .addCommand(registersCommand(shell, finish))
    .addCommand(serialCommand(shell, finish))

interface RangeOptions extends BenchOptions, TargetOptions {
  readonly from: number
  readonly to: number
  readonly table: TableName
  readonly address: number
}

const unitsCommand: CommandFactory = (shell, finish) =>
  withTargetOptions(
    describedCommand({
      name: 'units',
      summary: 'Asks every unit id of a line. An exception is an answer: the unit is there.',
      description: 'Ends with 1 when none answers, or the scan broke off.',
      json: '{found: [{unit_id, answer, latency_ms}], garbled: [{unit_id, detail}], unreached, asked, wait_ms, trouble}',
      examples: [
        ['scan units /dev/ttyUSB0 --baudrate 9600', 'ids 1 to 247 of a serial line'],
        ['scan units 192.168.1.40 --from 1 --to 32', 'behind a TCP gateway'],
      ],
    }),
  )
    .argument(...targetArgument)
    .option('--from <id>', 'first unit', wholeArgument(0, 255), 1)
    .option('--to <id>', 'last unit', wholeArgument(0, 255), 247)
    .option('--table <table>', 'what each is asked for', tableArgument, 'HOLDING')
    .option('--address <address>', 'on the wire', wholeArgument(0, 65_535), 0)
    .option(...tokenOption)
    .option(...framesOption)
    .action(async (text: string, options: RangeOptions) =>
      finish(
        await atBench(options, shell, async (at) => {
          const { unitId: _, ...target } = targetOf(text, options, at.devices)
          const { from, to, table, address } = options
          const request: RequestOf<'scan-units'> = { kind: 'scan-units', target, from, to, table, address }
          const state = await follow<'scan-units'>(request, at, shell, { saysCost: true })
          const result = state.body.kind === 'scan-units' ? state.body.result : null
          if (options.json) shell.out.line(jsonText({ ...unitsJson(result), trouble: state.trouble }))
          else if (result !== null) {
            printUnits(result, to - from + 1, shell)
            for (const line of afterUnits(text, target.endpoint, state, result)) shell.out.line(line)
          }
          return exitOf(state, (result?.found.length ?? 0) > 0)
        }),
      ),
    )

function printUnits(
  { found, garbled, unreached, asked, waitMs }: ResultOf<'scan-units'>,
  wanted: number,
  { out }: Shell,
): void {
  const rows = found.map(({ unitId, answer, latencyMs }) => [String(unitId), answer, latencyText(latencyMs)])
  if (rows.length > 0)
    for (const line of textTable(['UNIT', 'ANSWER', 'TIME'], rows, ['right', 'left', 'right'])) out.line(line)
  for (const { unitId, detail } of garbled) out.line(safe(`unit ${unitId}: no valid answer (${detail})`))
  if (unreached > 0)
    out.line(`a gateway answered for ${plural(unreached, 'id')} that it reaches no such unit`)
  const part = asked < wanted ? ` of ${wanted}` : ''
  out.line(`${plural(found.length, 'unit')} found, ${asked}${part} asked, each given ${latencyText(waitMs)}`)
}

const unitsJson = (result: ResultOf<'scan-units'> | null): object => ({
  found: (result?.found ?? []).map(({ unitId, answer, latencyMs }) => ({
    unit_id: unitId,
    answer,
    latency_ms: latencyMs,
  })),
  garbled: (result?.garbled ?? []).map(({ unitId, detail }) => ({ unit_id: unitId, detail })),
  unreached: result?.unreached ?? 0,
  asked: result?.asked ?? 0,
  wait_ms: result?.waitMs ?? null,
})

const registersCommand: CommandFactory = (shell, finish) =>
  withTargetOptions(
    describedCommand({
      name: 'registers',
      summary: 'Finds which registers of a unit exist, in few requests.',
      description: 'Ends with 1 when none exists, or the scan broke off.',
      json: '{stretches: [{from, to, kind: "present", "refused" or "silent", detail, words}], present, requests, trouble}',
      examples: [
        ['scan registers 192.168.1.40 --table input --from 0 --to 999', 'of unit 1'],
        ['scan registers DEVICE_1 --to 4999', 'of a device of config.ini'],
      ],
    }),
  )
    .argument(...targetArgument)
    .option('--from <address>', 'first one, on the wire', wholeArgument(0, 65_535), 0)
    .option('--to <address>', 'last one', wholeArgument(0, 65_535), 999)
    .option('--table <table>', 'holding, input, coil or discrete', tableArgument, 'HOLDING')
    .option(...tokenOption)
    .option(...framesOption)
    .action(async (text: string, options: RangeOptions) =>
      finish(
        await atBench(options, shell, async (at) => {
          const target = targetOf(text, options, at.devices)
          const { from, to, table } = options
          const request: RequestOf<'scan-registers'> = { kind: 'scan-registers', target, table, from, to }
          const state = await follow<'scan-registers'>(request, at, shell, { saysCost: true })
          const result = state.body.kind === 'scan-registers' ? state.body.result : null
          if (options.json) {
            const { stretches = [], present = 0, requests = 0 } = result ?? {}
            shell.out.line(jsonText({ stretches, present, requests, trouble: state.trouble }))
          } else if (result !== null) {
            printRegisters(result, shell)
            for (const line of afterRegisters(text, target, table, state, result)) shell.out.line(line)
          }
          return exitOf(state, (result?.present ?? 0) > 0)
        }),
      ),
    )

function printRegisters({ stretches, present, requests }: ResultOf<'scan-registers'>, { out }: Shell): void {
  const rows = stretches.map(({ from, to, kind, detail }) => [
    from === to ? String(from) : `${from} to ${to}`,
    String(to - from + 1),
    kind,
    detail ?? '',
  ])
  if (rows.length > 0)
    for (const line of textTable(['ADDRESSES', 'COUNT', 'FOUND', ''], rows, ['left', 'right'])) out.line(line)
  out.line(`${plural(present, 'register')} present, ${plural(requests, 'request')}`)
}

interface SerialOptions extends BenchOptions {
  readonly baudrates: readonly number[]
  readonly parities: readonly Parity[]
  readonly stopbits: readonly (1 | 2)[]
  readonly units: readonly number[]
  readonly timeout: number
}

const serialCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'serial',
    summary: 'Tries baud rates, parities and stop bits on a serial port until something answers.',
    description:
      'A port that a collector reads cannot be had for that. Ends with 1 when nothing answers, or the scan broke off.',
    json:
      '{tried: [{baud_rate, parity, stop_bits, outcome: "answer", "garbage" or "silence", unit_id, detail}], combinations, ' +
      'trouble}',
    examples: [
      ['scan serial /dev/ttyUSB0', 'the usual settings, unit 1'],
      ['scan serial /dev/ttyUSB0 --baudrates 9600,19200 --parities N,E --units 1,2,3', 'some of them'],
    ],
  })
    .argument('<port>', 'serial port: /dev/ttyUSB0, COM3')
    .option(
      '--baudrates <rates>',
      'with commas',
      listOf(wholeArgument(300, 921_600), 20),
      [9_600, 19_200, 38_400, 4_800, 2_400, 57_600, 115_200, 1_200],
    )
    .option('--parities <letters>', 'of N, E, O', listOf(parityArgument, 3), ['N', 'E', 'O'])
    .addOption(
      new Option('--stopbits <counts>', '1, 2 or 1,2').argParser(listOf(stopBitsArgument, 2)).default([1]),
    )
    .option('--units <ids>', 'with commas', listOf(wholeArgument(0, 255), serialScanUnitsMost), [1])
    .option('--timeout <seconds>', 'wait for one answer', timeoutArgument, 0.5)
    .option(...tokenOption)
    .option(...framesOption)
    .action(async (path: string, options: SerialOptions) => finish(await scanSerial(path, options, shell)))

const scanSerial = (path: string, options: SerialOptions, shell: Shell): Promise<ExitCode> =>
  atBench(options, shell, async (at) => {
    if (!isSerialPath(path)) throw wrongUsage(safe(`${path} is no serial port: /dev/ttyUSB0, COM3`))
    const request: RequestOf<'scan-serial'> = {
      kind: 'scan-serial',
      path,
      baudRates: [...options.baudrates],
      parities: [...options.parities],
      stopBits: [...options.stopbits],
      unitIds: [...options.units],
      timeoutMs: Math.round(options.timeout * 1_000),
    }
    const state = await follow<'scan-serial'>(request, at, shell, { saysCost: true })
    const result = state.body.kind === 'scan-serial' ? state.body.result : null
    if (options.json) shell.out.line(jsonText({ ...serialJson(result), trouble: state.trouble }))
    else if (result !== null) printSerial(result, shell)
    return exitOf(state, result?.tried.some(({ outcome }) => outcome === 'answer') === true)
  })

function printSerial({ tried, combinations }: ResultOf<'scan-serial'>, { out }: Shell): void {
  const rows = tried.map(({ baudRate, parity, stopBits, outcome, unitId, detail }) => [
    `${baudRate} 8${parity}${stopBits}`,
    outcome,
    unitId === null ? '' : String(unitId),
    detail,
  ])
  if (rows.length > 0) for (const line of textTable(['SETTINGS', 'OUTCOME', 'UNIT', ''], rows)) out.line(line)
  out.line(`${tried.length} of ${plural(combinations, 'combination')} tried`)
}

const serialJson = (result: ResultOf<'scan-serial'> | null): object => ({
  tried: (result?.tried ?? []).map(({ baudRate, parity, stopBits, outcome, unitId, detail }) => ({
    baud_rate: baudRate,
    parity,
    stop_bits: stopBits,
    outcome,
    unit_id: unitId,
    detail,
  })),
  combinations: result?.combinations ?? 0,
})

/** @throws InvalidArgumentError */
function listOf<T>(parse: (text: string) => T, most: number): (text: string) => readonly T[] {
  return (text) => {
    const values = [...new Set(text.split(',').map((part) => parse(part.trim())))]
    if (values.length > most) throw new InvalidArgumentError(`${text} are more than ${most}.`)
    return values
  }
}

/** @throws InvalidArgumentError */
function parityArgument(text: string): Parity {
  if (text === 'N' || text === 'E' || text === 'O') return text
  throw new InvalidArgumentError(`${text} is not a parity: N, E or O.`)
}

/** @throws InvalidArgumentError */
function stopBitsArgument(text: string): 1 | 2 {
  if (text === '1') return 1
  if (text === '2') return 2
  throw new InvalidArgumentError(`${text} is not a count of stop bits: 1 or 2.`)
}
