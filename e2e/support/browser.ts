import { existsSync } from 'node:fs'
import { chromium, type LaunchOptions } from '@playwright/test'

/** The headless shell first: it draws the same pages without a desktop browser's windows, in half the time. */
const systemBrowsers = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
] as const

/** GATEWAY_TEST_BROWSER, a browser of the system, or Playwright's own; null when there is none. */
export function findBrowser(): string | null {
  const named = process.env['GATEWAY_TEST_BROWSER'] ?? ''
  if (named !== '') return named
  return [...systemBrowsers, chromium.executablePath()].find((path) => existsSync(path)) ?? null
}

/** A browser that asks nobody anything; without its sandbox for root, where it does not start with it. */
export function browserOptions(): LaunchOptions {
  const executablePath = findBrowser()
  const quiet = [
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return {
    ...(executablePath === null ? {} : { executablePath }),
    args: [...quiet, ...root, '--disable-gpu'],
  }
}
