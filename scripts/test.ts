/**
 * `npm test`: everything that has to hold before a commit lands. Ends with one line, `N passed, N failed, N skipped`.
 * Arguments choose tests: `npm test -- e2e/engine/upload.test.ts`, `npm test -- e2e/app`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
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

interface Check {
  readonly title: string
  readonly command: readonly [program: string, ...args: string[]]
}

/** All at once: each keeps one core busy. What they say comes one after the other. */
async function check(checks: readonly Check[]): Promise<Count> {
  const results = await Promise.all(
    checks.map(async ({ title, command: [program, ...args] }) => {
      const shell = process.platform === 'win32'
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], shell })
      const said: Buffer[] = []
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => said.push(chunk))
      const [code] = await once(child, 'close')
      process.stdout.write(`\n== ${title}\n${Buffer.concat(said).toString()}`)
      return code === 0
    }),
  )
  const passed = results.filter(Boolean).length
  return { ...none, passed, failed: results.length - passed }
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

async function* everything(): AsyncGenerator<Count> {
  yield check([
    { title: 'lint', command: ['oxlint', '--deny-warnings'] },
    { title: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
    { title: 'types', command: ['tsc', '--noEmit'] },
    { title: 'build', command: ['electron-vite', 'build', '--logLevel', 'warn'] },
  ])
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
  for await (const count of filters.length === 0 ? everything() : chosen(filters)) {
    total.passed += count.passed
    total.failed += count.failed
    total.skipped += count.skipped
  }
} finally {
  rmSync(folder, { recursive: true })
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exitCode = total.failed === 0 ? 0 : 1
