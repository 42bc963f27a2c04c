import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder } from '../../engine/make-folder.ts'
import { CommandError, ExitCode } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import {
  type CommandFactory,
  type CommonOptions,
  defaultConfigPath,
  describedCommand,
  exampleLines,
} from '../options.ts'
import type { Shell } from '../shell.ts'

export const initCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'init',
    summary: 'Makes a configuration to begin with: every key explained, two disabled devices.',
    description: 'A file that is there is never changed. A new one is readable by its owner alone.',
    json: '{path}',
    examples: [
      ['init', './config/config.ini'],
      ['init -c /etc/gateway-ems/config.ini', 'elsewhere'],
    ],
  }).action((options: CommonOptions) => finish(init(options, shell)))

function init({ config: path, json }: CommonOptions, shell: Shell): ExitCode {
  const template = readFileSync(join(shell.packageDir, 'config', 'config.ini'))
  makeFolder(dirname(path))
  try {
    writeFileSync(path, template, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    throw new CommandError(`${path} is there already; it was not changed`)
  }
  if (json) shell.out.line(jsonText({ path }))
  else for (const line of nextSteps(path)) shell.out.line(line)
  return ExitCode.fine
}

function nextSteps(path: string): readonly string[] {
  const named = path === defaultConfigPath ? '' : ` --config ${/\s/.test(path) ? `"${path}"` : path}`
  return [
    `${path} is made, with two devices that are disabled.`,
    'Give DEVICE_1 the address of a meter and `enabled = true`, then:',
    exampleLines([
      [`check${named}`, 'is the file right?'],
      [`test DEVICE_1${named}`, 'does the meter answer?'],
      [`run --serve 8080${named}`, 'collect; the interface is at http://127.0.0.1:8080'],
    ]),
  ]
}
