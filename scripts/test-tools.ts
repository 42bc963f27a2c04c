import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findBrowser } from '../e2e/support/browser.ts'

/** Debian packages that the tests use as peers; each test that needs one says so and is skipped without it. */
const tools = [
  { package: 'socat', present: () => runs('socat', '-V') },
  { package: 'mbpoll', present: () => runs('mbpoll', '-h') },
  { package: 'python3-pymodbus', present: () => runs('/usr/bin/python3', '-c', 'import pymodbus') },
  // pymodbus only recommends it, and has no serial server without it.
  {
    package: 'python3-serial-asyncio',
    present: () => runs('/usr/bin/python3', '-c', 'import serial_asyncio'),
  },
] as const

function runs(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

export const missingTools = (): string[] =>
  tools.filter((tool) => !tool.present()).map((tool) => tool.package)

/** Installs what is missing where that needs no question: as root on Debian. Returns what is still missing. */
export function provideTools(): string[] {
  const missing = missingTools()
  if (missing.length === 0) return []
  if (!isDebianRoot()) return missing
  installPackages(missing)
  return missingTools()
}

/** @throws Error with one sentence where there is no browser and none can be installed */
export function provideBrowser(): void {
  if (findBrowser() !== null) return
  if (isDebianRoot()) installPackages(['chromium-headless-shell'])
  else spawnSync('playwright', ['install', '--only-shell', 'chromium'], { stdio: 'inherit', shell: true })
  if (findBrowser() !== null) return
  throw new Error(
    'The interface is tested in a real browser, and there is none: install Chromium or Chrome, or set GATEWAY_TEST_BROWSER to one',
  )
}

const isDebianRoot = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

function installPackages(names: readonly string[]): void {
  process.stdout.write(`Installing for the tests: ${names.join(' ')}\n`)
  aptGet('update', '-qq')
  aptGet('install', '-y', '-qq', '--no-install-recommends', ...names)
}

function aptGet(...args: readonly string[]): void {
  spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}
