import type { EffectiveValue } from '../../engine/config/key-reader.ts'
import { inspectConfiguration } from '../configuration.ts'
import { ExitCode } from '../exit-code.ts'
import { findingText, hasErrors, sortedFindings } from '../findings.ts'
import { jsonText } from '../json.ts'
import { type CommandFactory, type CommonOptions, describedCommand } from '../options.ts'
import type { Shell } from '../shell.ts'
import { textTable } from '../text.ts'

export const configCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'config',
    summary: 'Every effective value and where it came from; secrets are masked.',
    description:
      'A global key comes from the command line, the environment, the file or its default, in this order; a key of ' +
      'a device from its section, the environment (SERIAL_*), [DEFAULT], its profile or its default.',
    json: '{path, values: [{section, key, value, source, line}]}; section is null for global keys.',
    examples: [
      ['config', 'all values'],
      ['config --json', 'for a program'],
    ],
  }).action(async (options: CommonOptions) => finish(await config(options, shell)))

async function config(options: CommonOptions, shell: Shell): Promise<ExitCode> {
  const { path, findings, effective } = await inspectConfiguration(options, shell)
  if (options.json) {
    shell.out.line(jsonText({ path, values: effective }))
  } else {
    for (const section of new Set(effective.map((entry) => entry.section))) {
      shell.out.line(`[${section ?? 'DEFAULT'}]`)
      const rows = effective.filter((entry) => entry.section === section).map(rowOf)
      for (const line of textTable(['KEY', 'SOURCE', 'VALUE'], rows).slice(1)) shell.out.line(line)
      shell.out.line('')
    }
  }
  const errors = sortedFindings(findings).filter(({ severity }) => severity === 'error')
  for (const finding of errors) shell.note(findingText(finding, path))
  return hasErrors(findings) ? ExitCode.failed : ExitCode.fine
}

/** The value last: a list of registers is as long as it is. */
function rowOf({ key, value, source, line }: EffectiveValue): readonly string[] {
  return [key, line === null ? source : `${source}, line ${line}`, `= ${value}`]
}
