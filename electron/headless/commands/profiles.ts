import type { Command } from 'commander'
import { systemClock } from '../../engine/clock.ts'
import { nearestName } from '../../engine/config/nearest.ts'
import { loadProfilesOf } from '../../engine/config/load.ts'
import type { LoadedProfiles, Profile } from '../../engine/config/profile.ts'
import { ownProfileFolder } from '../../engine/config/profile-folders.ts'
import { ProfileIdError, saveProfile } from '../../engine/config/save-profile.ts'
import { configurationSource, loadConfiguration } from '../configuration.ts'
import { chooseDevices } from '../devices.ts'
import { ExitCode, wrongUsage } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import { type CommandFactory, type CommonOptions, describedCommand } from '../options.ts'
import type { Shell } from '../shell.ts'
import { plural, safe, textTable } from '../text.ts'

export const profilesCommand: CommandFactory = (shell, finish) => {
  const profiles = describedCommand({
    name: 'profiles',
    summary: 'The meter profiles that a section may name with `profile = ID`.',
    description:
      'Those that are shipped, and your own in the folder `meters` beside config.ini, where one of the same id ' +
      'replaces a shipped one. Ends with 1 when a file there is no profile.',
    json: '{profiles: [{id, title, registers, confidence, path}], findings}',
    examples: [
      ['profiles', 'all of them'],
      ['profiles show eastron-sdm630', 'its registers, sources and open doubts'],
      ['profiles save DEVICE_1 acme-m1', 'keeps a device that you configured as a profile'],
    ],
  }).action(async (options: CommonOptions) => finish(await listProfiles(options, shell)))
  return profiles.addCommand(showCommand(shell, finish)).addCommand(saveCommand(shell, finish))
}

const showCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'show',
    summary: 'One profile: registers, how well they are proven, sources, open doubts, how to use it.',
    description: '',
    json: '{id, title, confidence, sources, notes, path, unit_id, serial, byte_order, registers: [as in the file]}',
    examples: [['profiles show eastron-sdm630', 'as a table']],
  })
    .argument('<id>', 'id of the profile: its file name without .json')
    .action(async (id: string, _options: CommonOptions, command: Command) =>
      finish(await showProfile(id, command.optsWithGlobals<CommonOptions>(), shell)),
    )

interface SaveOptions extends CommonOptions {
  readonly manufacturer: string
  readonly model?: string
  readonly notes: string
  readonly replace: boolean
}

const saveCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'save',
    summary: 'Keeps the registers and line settings of a device as a profile of your own.',
    description:
      'It goes into the folder `meters` beside config.ini. Where the device is (host, port, unit id) is no part of it.',
    json: '{kind: "saved", id, path}',
    examples: [['profiles save DEVICE_1 acme-m1 --manufacturer Acme --model M1', 'then: profile = acme-m1']],
  })
    .argument('<device>', 'id of the device: its section in config.ini')
    .argument('<id>', 'of the profile: lower-case letters, digits, dots and dashes')
    .option('--manufacturer <name>', 'who makes the meter', 'Own profile')
    .option('--model <name>', 'what it is called; the name of the device when not given')
    .option('--notes <text>', 'what whoever uses it should know', '')
    .option('--replace', 'write over your own profile of that id', false)
    .action(async (device: string, id: string, _options: SaveOptions, command: Command) =>
      finish(await saveDevice(device, id, command.optsWithGlobals<SaveOptions>(), shell)),
    )

async function saveDevice(name: string, id: string, options: SaveOptions, shell: Shell): Promise<ExitCode> {
  const { config } = await loadConfiguration(options, shell)
  const [device] = chooseDevices(config.devices, [name], { onlyEnabled: false })
  if (device === undefined) return ExitCode.failed
  const { manufacturer, model = device.name, notes, replace, config: configPath } = options
  const request = { device, configPath, id, manufacturer, model, notes, replace, nowMs: systemClock.wallMs() }
  const saved = await saveProfile(request).catch((error: unknown) => {
    throw error instanceof ProfileIdError ? wrongUsage(safe(error.message)) : error
  })
  if (saved.kind === 'exists') {
    throw wrongUsage(safe(`${saved.path} is there already; choose another id, or say --replace`))
  }
  if (options.json) shell.out.line(jsonText(saved))
  else
    shell.out.line(
      safe(`${saved.path}: ${plural(device.registers.length, 'register')}; use it with: profile = ${id}`),
    )
  return ExitCode.fine
}

/** What people are told of a profile; a long one is said in full where it is shown. */
const confidenceText: Readonly<Record<Profile['confidence'], string>> = {
  'one source': 'one source: not verified on hardware',
  'two sources agree': 'two sources agree',
  own: 'your own: as a device was configured',
}

async function listProfiles(options: CommonOptions, shell: Shell): Promise<ExitCode> {
  const { profiles, findings } = await load(options, shell)
  const sorted = [...profiles.values()].toSorted((a, b) => a.id.localeCompare(b.id))
  if (options.json) {
    const listed = sorted.map(({ id, title, registerCount, confidence, path }) => ({
      id,
      title,
      registers: registerCount,
      confidence,
      path,
    }))
    shell.out.line(jsonText({ profiles: listed, findings }))
  } else {
    const rows = sorted.map(({ id, title, registerCount, confidence }) => [
      id,
      String(registerCount),
      confidenceText[confidence],
      title,
    ])
    const header = ['ID', 'REGISTERS', 'PROVEN BY', 'METER']
    for (const line of textTable(header, rows, ['left', 'right'])) shell.out.line(line)
    shell.out.line(
      `${plural(sorted.length, 'profile')}; your own go into ${safe(ownProfileFolder(options.config))}`,
    )
  }
  for (const { message } of findings) shell.note(`warning: ${safe(message)}`)
  return findings.length === 0 ? ExitCode.fine : ExitCode.failed
}

async function showProfile(written: string, options: CommonOptions, shell: Shell): Promise<ExitCode> {
  const profile = findProfile((await load(options, shell)).profiles, written)
  if (options.json) {
    const { id, title, path, file } = profile
    shell.out.line(jsonText({ id, title, path, ...file }))
  } else {
    printProfile(profile, shell)
  }
  return ExitCode.fine
}

/** @throws CommandError there is no such profile */
function findProfile(profiles: LoadedProfiles['profiles'], written: string): Profile {
  const id = written.toLowerCase().replace(/\.json$/, '')
  const profile = profiles.get(id)
  if (profile !== undefined) return profile
  const parts = [...profiles.keys()].filter((known) => id.length > 2 && known.includes(id))
  const nearest = nearestName(id, [...profiles.keys()])
  const near = nearest === null ? parts : [nearest]
  const hint = near.length === 0 ? '`gateway-ems profiles` lists them' : `did you mean ${near.join(', ')}?`
  throw wrongUsage(safe(`there is no profile ${written}; ${hint}`))
}

function printProfile({ id, title, path, file }: Profile, { out }: Shell): void {
  const { registers, serial, unit_id: unitId } = file
  out.line(safe(`${title}: ${plural(registers.length, 'register')}, ${confidenceText[file.confidence]}`))
  out.line(safe(`  file: ${path ?? ''}`))
  const line = serial === null ? 'not known' : `${serial.baudrate} 8${serial.parity}${serial.stopbits}`
  out.line(
    `  as delivered: unit ${unitId ?? 'not known'}, serial line ${line}; byte order ${file.byte_order}`,
  )
  for (const source of file.sources) out.line(safe(`  source: ${source}`))
  if (file.notes !== '') out.line(safe(`  notes: ${file.notes}`))
  out.line('')
  const rows = registers.map((register) => [
    register.label,
    `${register.table} ${register.address}`,
    register.data_type,
    register.scale_from === undefined
      ? String(register.scale)
      : `${register.scale} x 10^${register.scale_from}`,
    register.unit,
    register.sources.join(', '),
  ])
  for (const row of textTable(['LABEL', 'PDU ADDRESS', 'TYPE', 'FACTOR', 'UNIT', 'NAMED BY'], rows))
    out.line(row)
  out.line('')
  out.line('In a section of config.ini; what else stands there goes before what the profile says:')
  out.line(safe(`  profile = ${id}`))
}

const load = (options: CommonOptions, shell: Shell): Promise<LoadedProfiles> =>
  loadProfilesOf(configurationSource(options, shell))
