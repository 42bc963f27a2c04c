import type { ResultOf, RunState, UnitTarget } from '../../../shared/contract/tester.ts'
import { ExitCode } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import { type CommandFactory, describedCommand } from '../options.ts'
import type { Shell } from '../shell.ts'
import { follow } from '../tester/follow.ts'
import { atBench, type BenchOptions, framesOption, tokenOption } from '../tester/open-bench.ts'
import { sectionText } from '../tester/section.ts'
import { targetArgument, targetOf, type TargetOptions, withTargetOptions } from '../tester/target.ts'
import { plural, safe, textTable } from '../text.ts'

interface SunSpecOptions extends BenchOptions, TargetOptions {
  readonly section?: string
}

type SunSpec = ResultOf<'sunspec'>

const nothing: SunSpec = {
  baseAddress: null,
  manufacturer: null,
  model: null,
  version: null,
  serialNumber: null,
  models: [],
  rows: [],
  maxGap: null,
}

export const sunspecCommand: CommandFactory = (shell, finish) =>
  withTargetOptions(
    describedCommand({
      name: 'sunspec',
      summary: 'Asks an inverter or meter for its SunSpec models, and writes a section for what it fills.',
      description:
        'Looks for the mark at 40000, 50000 and 0 and follows the chain of models. With --section the output can stand in ' +
        'config.ini as it is. Nothing is written to the device or a file. Ends with 1 when there is no mark or the chain ' +
        'could not be followed to its end.',
      json:
        '{base_address, manufacturer, model, version, serial_number, models: [{id, name, address, length}], registers: ' +
        '[{address, dataType, label, unit, invalid, scaleFrom, …}], section, trouble}',
      examples: [
        ['sunspec 192.168.1.40:1502', 'what the device says of itself'],
        ['sunspec 192.168.1.40 --unit 126 --section ROOF', 'and a section of config.ini'],
      ],
    }),
  )
    .argument(...targetArgument)
    .option('--section <name>', 'print a section of this name for the registers that the device fills')
    .option(...tokenOption)
    .option(...framesOption)
    .action(async (target: string, options: SunSpecOptions) => finish(await sunspec(target, options, shell)))

const sunspec = (text: string, options: SunSpecOptions, shell: Shell): Promise<ExitCode> =>
  atBench(options, shell, async (at) => {
    const target = targetOf(text, options, at.devices)
    if (options.section !== undefined)
      sectionText({ ...target, name: options.section, title: null, rows: [] })
    const state = await follow<'sunspec'>({ kind: 'sunspec', target }, at, shell, { saysCost: false })
    const found = foundIn(state)
    const section = sectionOf(target, options.section, found)
    const isWhole = state.phase === 'done'
    if (options.json) {
      const { baseAddress, manufacturer, model, version, serialNumber, models, rows } = found
      const device = { manufacturer, model, version, serial_number: serialNumber, models, registers: rows }
      shell.out.line(jsonText({ base_address: baseAddress, ...device, section, trouble: state.trouble }))
    } else {
      // As comments they may stand in config.ini together with the section.
      const mark = section === null ? '' : '# '
      for (const line of discoveryLines(found, isWhole)) shell.out.line(`${mark}${line}`.trimEnd())
      if (section !== null) shell.out.line(section.trimEnd())
    }
    return isWhole ? ExitCode.fine : ExitCode.failed
  })

const foundIn = ({ body }: RunState): SunSpec => (body.kind === 'sunspec' ? body.result : null) ?? nothing

/** null: none was asked for, or there is nothing to read. */
function sectionOf(
  { endpoint, unitId }: UnitTarget,
  name: string | undefined,
  found: SunSpec,
): string | null {
  if (name === undefined || found.rows.length === 0) return null
  const title = [found.manufacturer, found.model].filter((part) => part !== null).join(' ')
  return sectionText({
    endpoint,
    name,
    unitId,
    // The device's own words: double quotes and tabs are what config.ini cannot hold everywhere.
    title: title.trim() === '' ? null : title.replaceAll('"', "'").replaceAll(/\p{Cc}+/gu, ' '),
    rows: found.rows,
    maxGap: found.maxGap,
  })
}

function discoveryLines(found: SunSpec, isWhole: boolean): readonly string[] {
  if (found.baseAddress === null) return []
  const { baseAddress, manufacturer, model, version, serialNumber, models, rows } = found
  const facts = [
    [manufacturer, model].filter((part) => part !== null).join(' '),
    version === null ? '' : `version ${version}`,
    serialNumber === null ? '' : `serial number ${serialNumber}`,
  ].filter((part) => part !== '')
  const cells = models.map(({ id, name, address, length }) => [
    String(id),
    String(address),
    String(length),
    name ?? 'not known to this program',
  ])
  return [
    safe(`SunSpec at ${baseAddress}: ${facts.join(', ') || 'without a common model'}`),
    ...textTable(['MODEL', 'ADDRESS', 'LENGTH', 'NAME'], cells, ['right', 'right', 'right']),
    `${isWhole ? 'the chain is whole' : 'the chain was not followed to its end'}; ${plural(rows.length, 'register')} to read`,
  ]
}
