import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** What electron-builder made of the app, with a stand-in in Electron's place. */
export interface Packed {
  /** As `--dir` leaves it; an installer copies it. */
  readonly folder: string
  readonly executable: string
  readonly resources: string
  /** Everything in app.asar, taken out, with the libraries that lie beside it. */
  readonly content: string
}

/** Stands before the fuses in Electron's executable. */
const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const fuseCount = 9

/**
 * A folder as Electron is delivered in. Its executable runs the app's content in Node, as the tests' stand-in for Electron
 * does everywhere; behind its last line lie fuses, all as Electron delivers them.
 */
function makeElectron(folder: string, content: string): void {
  mkdirSync(join(folder, 'locales'), { recursive: true })
  mkdirSync(join(folder, 'resources'))
  for (const language of ['de', 'en-US', 'es']) writeFileSync(join(folder, 'locales', `${language}.pak`), '')
  const host = join(root, 'e2e', 'standin', 'host.ts')
  const script = `#!/bin/sh\nexec "${process.execPath}" --disable-warning=ExperimentalWarning "${host}" "${content}" "$@"\n`
  const fuses = Buffer.from([1, fuseCount, ...Array.from({ length: fuseCount }, () => '1'.charCodeAt(0))])
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from(script + fuseMark), fuses]))
  chmodSync(join(folder, 'electron'), 0o755)
}

/** In the order of the wire: https://github.com/electron/fuses */
const fuseNames = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'asarIntegrity',
  'onlyLoadAppFromAsar',
] as const

export function fusesOf(executable: string): Readonly<Record<string, boolean>> {
  const bytes = readFileSync(executable)
  const wire = bytes.subarray(bytes.indexOf(fuseMark) + fuseMark.length + 2)
  return Object.fromEntries(fuseNames.map((name, index) => [name, wire[index] === '1'.charCodeAt(0)]))
}

/** @throws Error with what the tool said */
export function pack(folder: string): Packed {
  const electron = join(folder, 'electron')
  const content = join(folder, 'content')
  makeElectron(electron, content)
  const output = join(folder, 'dist')
  run('electron-builder', [
    '--linux',
    'dir',
    '--x64',
    '--publish',
    'never',
    `-c.electronDist=${electron}`,
    `-c.directories.output=${output}`,
  ])
  const unpacked = join(output, 'linux-unpacked')
  const resources = join(unpacked, 'resources')
  run('asar', ['extract', join(resources, 'app.asar'), content])
  return { folder: unpacked, executable: join(unpacked, 'gateway-ems'), resources, content }
}

function run(program: string, args: readonly string[]): void {
  const command = join(root, 'node_modules', '.bin', program)
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ended with ${status}:\n${stdout}${stderr}`)
}
