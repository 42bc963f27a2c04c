/**
 * `npm test`: everything that has to hold before a commit lands. Ends with one line, `N passed, N failed, N skipped`.
 * Arguments go to vitest: `npm test -- e2e/engine/upload.test.ts`.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { provideTools } from './test-tools.ts'

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  /** A file that does not load has no tests to fail. */
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

function run(title: string, command: string, args: readonly string[]): boolean {
  process.stdout.write(`\n== ${title}\n`)
  return spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status === 0
}

const filters = process.argv.slice(2)
const checks: readonly (readonly [title: string, command: string, args: readonly string[]])[] =
  filters.length > 0
    ? []
    : [
        ['lint', 'oxlint', ['--deny-warnings']],
        ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
        ['types', 'tsc', ['--noEmit']],
        ['build', 'electron-vite', ['build', '--logLevel', 'warn']],
      ]
const results = checks.map(([title, command, args]) => run(title, command, args))

const stillMissing = provideTools()
if (stillMissing.length > 0) {
  process.stdout.write(`\nNot installed, their tests are skipped: ${stillMissing.join(', ')}\n`)
}

const folder = mkdtempSync(join(tmpdir(), 'gateway-ems-test-'))
const reportFile = join(folder, 'vitest.json')
const vitestFine = run('tests', 'vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportFile}`,
  ...filters,
])
const report: VitestReport = JSON.parse(readFileSync(reportFile, 'utf8'))
rmSync(folder, { recursive: true })

const brokenFiles = report.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
).length
const passed = results.filter(Boolean).length + report.numPassedTests
const failedTests = report.numFailedTests + brokenFiles
// vitest can fail without a failed test: an unhandled error, no test found.
const failed = results.filter((fine) => !fine).length + (failedTests === 0 && !vitestFine ? 1 : failedTests)
const skipped = report.numPendingTests + report.numTodoTests
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`)
process.exitCode = failed === 0 ? 0 : 1
