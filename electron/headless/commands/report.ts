import { writeFile } from 'node:fs/promises'
import { InvalidArgumentError } from 'commander'
import { samplesMost } from '../../../shared/contract/limits.ts'
import { CommandError, ExitCode, wrongUsage } from '../exit-code.ts'
import { chooseDevices } from '../devices.ts'
import { jsonText } from '../json.ts'
import { type CommandFactory, describedCommand } from '../options.ts'
import type { Shell } from '../shell.ts'
import { follow } from '../tester/follow.ts'
import { atBench, type BenchOptions, framesOption, tokenOption } from '../tester/open-bench.ts'
import { wholeArgument } from '../tester/target.ts'
import { safe } from '../text.ts'

interface ReportOptions extends BenchOptions {
  readonly output?: string
  readonly samples: number
}

export const reportCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'report',
    summary: 'Writes the commissioning report of a device: settings, samples, statistics, findings.',
    description:
      'One page of HTML that prints well, or JSON, by the name of the file. A sample a second at most. Nothing in it is ' +
      'secret. Ends with 1 when the device did not answer or the file cannot be written.',
    json: 'the report itself, whose shape docs/commissioning.md tells; with --output {file, verdict}',
    examples: [
      ['report DEVICE_1', 'into a file of its own name'],
      ['report DEVICE_1 --output hand-over.html --samples 30', 'of half a minute'],
      ['report DEVICE_1 --json', 'for a program'],
    ],
  })
    .argument('<device>', 'id of the device: its section in config.ini')
    .option('-o, --output <file>', 'ending in .html or .json', fileArgument)
    .option('--samples <count>', `1 to ${samplesMost}`, wholeArgument(1, samplesMost), 10)
    .option(...tokenOption)
    .option(...framesOption)
    .action(async (device: string, options: ReportOptions) => finish(await report(device, options, shell)))

const report = (name: string, options: ReportOptions, shell: Shell): Promise<ExitCode> =>
  atBench(options, shell, async (at) => {
    const [device, other] = chooseDevices(at.devices, [name], { onlyEnabled: false })
    if (device === undefined || other !== undefined) {
      throw wrongUsage(safe(`${name} has several units: name one, as ${device?.id ?? name}`))
    }
    const subject = { kind: 'device', deviceId: device.id } as const
    const state = await follow<'report'>({ kind: 'report', subject, samples: options.samples }, at, shell, {
      saysCost: false,
    })
    const made = state.body.kind === 'report' ? state.body.result : null
    if (made === null) return ExitCode.failed
    const verdict = verdictOf(made.json)
    const code = verdict === 'silent' ? ExitCode.failed : ExitCode.fine
    if (options.json && options.output === undefined) {
      shell.out.line(jsonText(JSON.parse(made.json)))
      return code
    }
    const file = options.output ?? made.fileName
    const text = /\.json$/i.test(file) ? made.json : made.html
    await writeFile(file, text).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new CommandError(safe(`the report cannot be written: ${reason}`), ExitCode.failed, { cause })
    })
    if (options.json) shell.out.line(jsonText({ file, verdict }))
    else shell.out.line(safe(`${device.id}: ${verdictWords[verdict] ?? verdict}; the report is ${file}`))
    return code
  })

const verdictWords: Readonly<Record<string, string>> = {
  'in-order': 'in order',
  remarks: 'in order, with remarks',
  attention: 'needs attention',
  silent: 'no answer',
}

function verdictOf(json: string): string {
  const { verdict }: { readonly verdict: string } = JSON.parse(json)
  return verdict
}

/** @throws InvalidArgumentError */
function fileArgument(text: string): string {
  if (!/\.(?:html?|json)$/i.test(text))
    throw new InvalidArgumentError(`${text} ends neither in .html nor in .json.`)
  return text
}
