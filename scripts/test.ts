/**
 * `npm test`: everything that has to hold before a commit lands. Ends with one line, `N passed, N failed, N skipped`.
 * Arguments choose tests: `npm test -- e2e/engine/upload.test.ts`, `npm test -- e2e/app`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { provideBrowser, provideTools } from './test-tools.ts'

interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  /** A file that does not load has no tests to fail. */
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number
    readonly unexpected: number
    readonly flaky: number
    readonly skipped: number
  }
  readonly errors: readonly unknown[]
}

const none: Count = { passed: 0, failed: 0, skipped: 0 }
const folder = mkdtempSync(join(tmpdir(), 'gateway-ems-test-'))

function run(
  title: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): boolean {
  process.stdout.write(`\n== ${title}\n`)
  const shell = process.platform === 'win32'
  return spawnSync(command, args, { stdio: 'inherit', shell, env: { ...process.env, ...env } }).status === 0
}

function check(title: string, command: string, ...args: readonly string[]): Count {
  return run(title, command, args) ? { ...none, passed: 1 } : { ...none, failed: 1 }
}

/** A runner can fail without a failed test: an unhandled error, no test found. */
const orElse = (failed: number, fine: boolean): number => (failed === 0 && !fine ? 1 : failed)

function vitest(filters: readonly string[], env: Readonly<Record<string, string>> = {}): Count {
  const file = join(folder, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const fine = run('tests', 'vitest', ['run', ...reporters, ...filters], env)
  if (!existsSync(file)) return { ...none, failed: 1 }
  const report: VitestReport = JSON.parse(readFileSync(file, 'utf8'))
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length
  return {
    passed: report.numPassedTests,
    failed: orElse(report.numFailedTests + broken, fine),
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

function playwright(suite: string, filters: readonly string[]): Count {
  const file = join(folder, `${suite}.json`)
  const args = ['test', '-c', join('e2e', suite), '--reporter=list,json', ...filters]
  const fine = run(`${suite} in a browser`, 'playwright', args, { PLAYWRIGHT_JSON_OUTPUT_NAME: file })
  if (!existsSync(file)) return { ...none, failed: 1 }
  const { stats, errors }: PlaywrightReport = JSON.parse(readFileSync(file, 'utf8'))
  const failed = stats.unexpected + errors.length
  return { passed: stats.expected + stats.flaky, failed: orElse(failed, fine), skipped: stats.skipped }
}

function* everything(): Generator<Count> {
  yield check('lint', 'oxlint', '--deny-warnings')
  yield check('format', 'prettier', '--check', '--log-level', 'warn', '.')
  yield check('types', 'tsc', '--noEmit')
  yield check('build', 'electron-vite', 'build', '--logLevel', 'warn')
  tools()
  yield vitest([], { GATEWAY_TEST_BUNDLE: '1' })
  for (const suite of browserSuites) yield playwright(suite, [])
}

function* chosen(filters: readonly string[]): Generator<Count> {
  tools()
  const suiteOf = (filter: string): string | undefined =>
    browserSuites.find((suite) => filter.startsWith(`e2e/${suite}`))
  const others = filters.filter((filter) => suiteOf(filter) === undefined)
  if (others.length > 0) yield vitest(others)
  for (const suite of browserSuites) {
    const own = filters.filter((filter) => suiteOf(filter) === suite)
    if (own.length > 0)
      yield playwright(
        suite,
        own.filter((filter) => filter.includes('.')),
      )
  }
}

const browserSuites = ['app', 'desktop'] as const

function tools(): void {
  const missing = provideTools()
  if (missing.length > 0)
    process.stdout.write(`\nNot installed, their tests are skipped: ${missing.join(', ')}\n`)
  provideBrowser()
}

const filters = process.argv.slice(2)
const total: { -readonly [K in keyof Count]: number } = { ...none }
try {
  for (const count of filters.length === 0 ? everything() : chosen(filters)) {
    total.passed += count.passed
    total.failed += count.failed
    total.skipped += count.skipped
  }
} finally {
  rmSync(folder, { recursive: true })
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exitCode = total.failed === 0 ? 0 : 1
