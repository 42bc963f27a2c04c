import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { openJournalFile } from '../../electron/engine/store/journal-file.ts'
import { startSimulator } from '../../electron/simulator/meters/simulator.ts'
import { host } from './host.ts'

/** The package under test; a sabotaged copy of it when the specs themselves are tested. */
export const appDir = process.env['GATEWAY_DESKTOP_APP'] ?? join(import.meta.dirname, '..', '..')

/** Files of one person on one computer, with simulated meters in reach. */
export interface Plant {
  readonly folder: string
  readonly configPath: string
  readonly dataDir: string
  readonly env: Readonly<Record<string, string>>
  /** Readings that are in the journal, whoever has it open. */
  storedReadings(): Promise<number>
  log(): Promise<string>
  close(): Promise<void>
}

/** @param ini `@SUPPLY`, `@WORKSHOP`, `@OFFICE` stand for the meters' ports */
export async function buildPlant(folder: string, ini: string): Promise<Plant> {
  const simulator = await startSimulator({ ports: [0, 0, 0] })
  const [supply, workshop, office] = simulator.meters.map(({ port }) => String(port))
  const ports: Readonly<Record<string, string | undefined>> = {
    '@SUPPLY': supply,
    '@WORKSHOP': workshop,
    '@OFFICE': office,
  }
  const configPath = join(folder, 'config.ini')
  const dataDir = join(folder, 'data')
  await writeFile(
    configPath,
    ini.replaceAll(/@[A-Z]+/g, (mark) => ports[mark] ?? mark),
  )
  const home = join(folder, 'home')
  await mkdir(home)
  return {
    folder,
    configPath,
    dataDir,
    env: {
      ...host.env,
      PATH: process.env['PATH'] ?? '',
      DISPLAY: process.env['DISPLAY'] ?? '',
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      LOG_FILE: join(folder, 'log', 'gateway.log'),
    },
    async storedReadings() {
      const journal = openJournalFile(dataDir, 'read')
      if (journal === null) return 0
      try {
        return [...journal.readings({ fromMs: null, toMs: null, deviceIds: [] })].length
      } finally {
        journal.close()
      }
    },
    log: () => readFile(join(folder, 'log', 'gateway.log'), 'utf8'),
    close: () => simulator.close(),
  }
}

/** Arguments that make the app work with the plant's files. */
export function plantArguments({ folder, configPath, dataDir }: Plant): string[] {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const user = `--user-data-dir=${join(folder, 'user')}`
  return [appDir, ...root, user, '--config', configPath, '--data-dir', dataDir]
}

export function launch(
  plant: Plant,
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: host.executablePath,
    args: [...plantArguments(plant), ...more],
    cwd: plant.folder,
    env: { ...plant.env, ...env },
  })
}

/** The window once it has left about:blank, which it is seen with first. */
export async function firstPage(app: ElectronApplication): Promise<Page> {
  return loaded(await app.firstWindow())
}

export async function loaded(page: Page): Promise<Page> {
  await page.waitForURL(({ protocol }) => protocol !== 'about:')
  return page
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The executable run by hand, to its end; without Playwright, which wants a window. */
export function runToEnd(
  plant: Plant,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> & { readonly kill: (signal: NodeJS.Signals) => void; readonly stdout: () => string } {
  const child = spawn(host.executablePath, args, { cwd: plant.folder, env: { ...plant.env, ...env } })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, ...output }))
  })
  return Object.assign(ended, {
    kill: (signal: NodeJS.Signals) => void child.kill(signal),
    stdout: () => output.stdout,
  })
}

/** What the shell remembers. */
export async function desktopSettings({ folder }: Plant): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, 'user', 'desktop.json'), 'utf8'))
}
