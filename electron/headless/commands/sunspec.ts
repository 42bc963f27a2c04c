import { InvalidArgumentError } from 'commander'
import { unitId } from '../../../shared/model/index.ts'
import { systemClock } from '../../engine/clock.ts'
import { silentLogger } from '../../engine/logger.ts'
import { createLink } from '../../engine/modbus/create-link.ts'
import type { SunSpecDiscovery } from '../../engine/sunspec/chain.ts'
import { discoverSunSpec } from '../../engine/sunspec/discover.ts'
import { SectionNameError, sunSpecSectionText } from '../../engine/sunspec/section-text.ts'
import { ExitCode, wrongUsage } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import {
  type CommandFactory,
  type CommonOptions,
  describedCommand,
  portArgument,
  secondsArgument,
} from '../options.ts'
import type { Shell } from '../shell.ts'
import { watchForStop } from '../signals.ts'
import { plural, safe, textTable } from '../text.ts'

interface SunSpecOptions extends CommonOptions {
  readonly unit: number
  readonly timeout: number
  readonly section?: string
}

interface Target {
  readonly host: string
  readonly port: number
}

export const sunspecCommand: CommandFactory = (shell, finish) =>
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
  })
    .argument('<host>', 'HOST[:PORT]; port 502 when not given', targetArgument)
    .option('-u, --unit <id>', 'Modbus unit', unitArgument, 1)
    .option('--timeout <seconds>', 'wait for one answer', secondsArgument, 3)
    .option('--section <name>', 'print a section of this name for the registers that the device fills')
    .action(async (target: Target, options: SunSpecOptions) => finish(await sunspec(target, options, shell)))

async function sunspec(target: Target, options: SunSpecOptions, shell: Shell): Promise<ExitCode> {
  const discovery = await discover(target, options, shell)
  const section = sectionText(target, options, discovery)
  if (options.json) {
    const { baseAddress, serialNumber, rows, ...rest } = discovery
    const named = { base_address: baseAddress, serial_number: serialNumber, registers: rows, section }
    shell.out.line(jsonText({ ...rest, ...named }))
  } else {
    // As comments they may stand in config.ini together with the section.
    const mark = section === null ? '' : '# '
    for (const line of discoveryLines(discovery)) shell.out.line(`${mark}${line}`.trimEnd())
    if (section !== null) shell.out.line(section.trimEnd())
  }
  if (discovery.trouble !== null) shell.note(`error: ${safe(discovery.trouble)}`)
  return discovery.trouble === null ? ExitCode.fine : ExitCode.failed
}

async function discover(
  { host, port }: Target,
  { unit, timeout }: SunSpecOptions,
  shell: Shell,
): Promise<SunSpecDiscovery> {
  const stop = watchForStop(shell, null)
  const abort = new AbortController()
  void stop.stopped.then(() => abort.abort())
  const link = createLink(
    { kind: 'tcp', host, port, pipelining: 1 },
    { clock: systemClock, logger: silentLogger, retryDelayMs: 1, onState: () => {}, onFrame: null },
  )
  try {
    return await discoverSunSpec({
      link,
      unitId: unitId(unit),
      timeoutMs: timeout * 1_000,
      requestDelayMs: 0,
      clock: systemClock,
      signal: abort.signal,
    })
  } finally {
    await link.close()
    stop.close()
  }
}

/** null: none was asked for, or there is nothing to read. */
function sectionText(target: Target, options: SunSpecOptions, found: SunSpecDiscovery): string | null {
  if (options.section === undefined || found.rows.length === 0) return null
  const title = [found.manufacturer, found.model].filter((part) => part !== null).join(' ')
  try {
    return sunSpecSectionText({
      ...target,
      name: options.section,
      unitId: options.unit,
      title: title === '' ? null : title,
      rows: found.rows,
    })
  } catch (error) {
    if (error instanceof SectionNameError) throw wrongUsage(safe(error.message))
    throw error
  }
}

function discoveryLines(found: SunSpecDiscovery): readonly string[] {
  if (found.baseAddress === null) return []
  const { baseAddress, manufacturer, model, version, serialNumber, models, rows, trouble } = found
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
    `${trouble === null ? 'the chain is whole' : 'the chain was not followed to its end'}; ${plural(rows.length, 'register')} to read`,
  ]
}

/** @throws InvalidArgumentError */
function targetArgument(text: string): Target {
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[^:[\]\s]+))(?::(?<port>\d+))?$/.exec(text)
  if (match === null)
    throw new InvalidArgumentError(`${text} is not HOST[:PORT]: 10.0.0.5, meter:1502, [::1]:502.`)
  const { v6, name = '', port = '502' } = match.groups ?? {}
  return { host: v6 ?? name, port: portArgument(port) }
}

/** @throws InvalidArgumentError */
function unitArgument(text: string): number {
  const unit = Number(text)
  if (!/^\d{1,3}$/.test(text) || unit > 255)
    throw new InvalidArgumentError(`${text} is not a unit: 0 to 255.`)
  return unit
}
