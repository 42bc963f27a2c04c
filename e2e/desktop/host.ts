import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findBrowser } from '../support/browser.ts'

const root = join(import.meta.dirname, '..', '..')

/** What plays Electron: Electron itself where its binary is present, else the stand-in. */
export interface Host {
  readonly kind: 'electron' | 'stand-in'
  readonly name: string
  readonly executablePath: string
  readonly env: Readonly<Record<string, string>>
}

export const host: Host = findHost()
export const onStandin: boolean = host.kind === 'stand-in'

function findHost(): Host {
  const electron = electronBinary()
  if (electron !== null && process.env['GATEWAY_TEST_HOST'] !== 'stand-in') {
    return { kind: 'electron', name: 'Electron', executablePath: electron, env: {} }
  }
  return {
    kind: 'stand-in',
    name: 'stand-in for Electron',
    executablePath: join(root, 'e2e', 'standin', 'dist', 'electron'),
    env: { STANDIN_NODE: process.execPath, STANDIN_CHROMIUM: findBrowser() ?? '/usr/bin/chromium' },
  }
}

/** As the package of Electron finds it. */
function electronBinary(): string | null {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(binary) ? binary : null
}
