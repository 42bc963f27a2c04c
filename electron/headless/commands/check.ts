import { unprovenProfiles } from '../../engine/config/unproven-profiles.ts'
import { listText } from '../../engine/log/words.ts'
import { inspectConfiguration } from '../configuration.ts'
import { ExitCode } from '../exit-code.ts'
import { findingsSummary, findingText, hasErrors, sortedFindings } from '../findings.ts'
import { jsonText } from '../json.ts'
import { type CommandFactory, type CommonOptions, describedCommand } from '../options.ts'
import type { Shell } from '../shell.ts'
import { plural, safe } from '../text.ts'

export const checkCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'check',
    summary: 'Validates the configuration and lists what is wrong, with line numbers.',
    description: 'Ends with 1 when there are errors; warnings alone are printed and end with 0.',
    json: '{path, ok, devices, findings: [{severity, section, key, line, found, allowed, suggestion, message}]}',
    examples: [
      ['check', './config/config.ini'],
      ['check -c /etc/gateway-ems/config.ini --json', 'another file, for a program'],
    ],
  }).action(async (options: CommonOptions) => finish(await check(options, shell)))

async function check(options: CommonOptions, shell: Shell): Promise<ExitCode> {
  const loaded = await inspectConfiguration(options, shell)
  const { path, config, findings } = loaded
  const sorted = sortedFindings(findings)
  const isOk = !hasErrors(findings)
  const devices = config?.devices ?? []
  if (options.json) {
    shell.out.line(jsonText({ path, ok: isOk, devices: devices.map(({ id }) => id), findings: sorted }))
  } else {
    for (const finding of sorted) shell.out.line(findingText(finding, path))
    for (const { profile, sections } of unprovenProfiles(loaded)) {
      const users = listText(sections, 3)
      shell.out.line(
        safe(
          `note: profile ${profile.id} (${users}) rests on one source; compare its values with the display`,
        ),
      )
    }
    const enabled = devices.filter((device) => device.enabled).length
    const counted = isOk ? `${plural(devices.length, 'device')}, ${enabled} enabled; ` : ''
    shell.out.line(`${path}: ${counted}${findings.length === 0 ? 'no findings' : findingsSummary(findings)}`)
  }
  return isOk ? ExitCode.fine : ExitCode.failed
}
