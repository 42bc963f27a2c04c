import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem, type as systemType } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { format, resolveConfig } from 'prettier'
import type { BenchResult } from './row.ts'
import { type Bench, benches, benchNamed } from './support/benches.ts'
import { mergedDocument } from './support/document.ts'
import { type BenchReport, markdownSection, plainTable } from './support/table.ts'

/**
 * Runs the benches named, or all of them, one after the other, each in a process of its own, and prints one table.
 *
 *     npm run bench -- [NAME…] [--write] [--profile DIR]
 *
 * --write    puts the tables into docs/performance.md, with the machine named; those of other benches stay
 * --profile  puts a CPU profile of each bench into DIR, for chrome://inspect
 */
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false }, profile: { type: 'string' } },
})
const documentUrl = new URL('../docs/performance.md', import.meta.url)

const chosen = positionals.length === 0 ? benches : positionals.map(benchNamed)
/** Of the minute before: other people's work makes every figure worse. */
const [loadBefore = 0] = loadavg()
const reports: BenchReport[] = []
for (const bench of chosen) {
  process.stderr.write(`${bench.name} …\n`)
  reports.push(await reportOf(bench))
}
console.log(`${machine()}\n\n${plainTable(reports)}`)
if (flags.write) writeFileSync(documentUrl, await documentOf(reports))

async function reportOf({ name, about }: Bench): Promise<BenchReport> {
  const startedMs = performance.now()
  const child = fork(fileURLToPath(new URL('support/child.ts', import.meta.url)), [name], {
    execArgv: flags.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags.profile}`],
  })
  let results: readonly BenchResult[] = []
  child.on('message', (message) => {
    results = message as readonly BenchResult[]
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) {
    process.exitCode = 1
    results = [{ name, skipped: `failed with exit code ${code}` }]
  }
  return { name, about, results, seconds: (performance.now() - startedMs) / 1000 }
}

function machine(): string {
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  return (
    `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, ${gibibytes} GiB, ` +
    `${systemType()} ${release()}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}, ` +
    `load ${loadBefore.toFixed(1)} before the run`
  )
}

async function documentOf(written: readonly BenchReport[]): Promise<string> {
  const text = mergedDocument(
    readFileSync(new URL('introduction.md', import.meta.url), 'utf8'),
    readFileSync(documentUrl, 'utf8'),
    new Map(written.map((report) => [report.name, markdownSection(report, machine())])),
    benches.map(({ name }) => name),
  )
  return format(text, { ...(await resolveConfig(documentUrl)), parser: 'markdown' })
}
