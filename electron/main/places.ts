import { copyFileSync, existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { makeFolder } from '../engine/make-folder.ts'

/** The files that the gateway works with. */
export interface Places {
  readonly configPath: string
  readonly dataDir: string
  /** What relative paths in the configuration are relative to. */
  readonly workingDir: string
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
 *
 * A named configuration and that of a checkout have their files where the command line has them: both work with the
 * same journal. Any other has them beside it: the working directory of an app that was started from a menu means nothing.
 */
export function choosePlaces(choice: PlaceChoice): Places {
  const { configPath, lastOpened, workingDir, userDataDir } = choice
  if (configPath !== null) return placesIn(workingDir, resolve(workingDir, configPath), choice)
  if (lastOpened !== null && existsSync(lastOpened)) return openedPlaces(lastOpened, choice)
  const inCheckout = join(workingDir, 'config', 'config.ini')
  if (existsSync(inCheckout)) return placesIn(workingDir, inCheckout, choice)
  return placesIn(userDataDir, join(userDataDir, 'config.ini'), choice)
}

/** Of a configuration that is chosen in the window. */
export function openedPlaces(configPath: string, choice: PlaceChoice): Places {
  const inCheckout = join(choice.workingDir, 'config', 'config.ini')
  return placesIn(configPath === inCheckout ? choice.workingDir : dirname(configPath), configPath, choice)
}

function placesIn(workingDir: string, configPath: string, choice: PlaceChoice): Places {
  const named = choice.dataDir === null ? null : resolve(choice.workingDir, choice.dataDir)
  return { configPath, workingDir, dataDir: named ?? join(workingDir, 'data') }
}

/** A first start: our own config.ini begins as the shipped one. @throws the file system's error */
export function provideConfig(configPath: string, template: string, userDataDir: string): void {
  if (configPath !== join(userDataDir, 'config.ini') || existsSync(configPath)) return
  makeFolder(userDataDir)
  copyFileSync(template, configPath)
}
