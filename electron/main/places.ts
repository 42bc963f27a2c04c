import { copyFileSync, existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { makeFolder } from '../engine/make-folder.ts'

/** The files that the gateway works with. */
export interface Places {
  readonly configPath: string
  readonly dataDir: string
}

export interface PlaceChoice {
  /** Of the command line, null: not named. */
  readonly configPath: string | null
  readonly dataDir: string | null
  /** The config.ini that was opened last, null: none. */
  readonly lastOpened: string | null
  readonly workingDir: string
  /** Where the system wants this app's files. */
  readonly userDataDir: string
}

/**
 * What was named goes first, then what was opened last, then `./config/config.ini` (a checkout), then one of our own.
 * Readings are kept beside a configuration that was opened in the window, and of a named one where the command line
 * keeps them: both work with the same journal.
 */
export function choosePlaces(choice: PlaceChoice): Places {
  const { workingDir, userDataDir, lastOpened } = choice
  const ownConfig = join(userDataDir, 'config.ini')
  const inCheckout = join(workingDir, 'config', 'config.ini')
  const named = choice.configPath === null ? null : resolve(workingDir, choice.configPath)
  const known = [lastOpened, inCheckout].find((path) => path !== null && existsSync(path))
  const configPath = named ?? known ?? ownConfig
  return { configPath, dataDir: dataDirOf(configPath, choice) }
}

function dataDirOf(configPath: string, choice: PlaceChoice): string {
  const { dataDir, lastOpened, workingDir, userDataDir } = choice
  if (dataDir !== null) return resolve(workingDir, dataDir)
  if (configPath === join(userDataDir, 'config.ini')) return join(userDataDir, 'data')
  // The working directory of an app that was started from a menu means nothing.
  return configPath === lastOpened ? join(dirname(configPath), 'data') : join(workingDir, 'data')
}

/** A first start: our own config.ini begins as the shipped one. @throws the file system's error */
export function provideConfig(configPath: string, template: string, userDataDir: string): void {
  if (configPath !== join(userDataDir, 'config.ini') || existsSync(configPath)) return
  makeFolder(userDataDir)
  copyFileSync(template, configPath)
}
