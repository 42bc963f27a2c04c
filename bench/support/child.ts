import { benchNamed } from './benches.ts'

/** Runs one bench and sends what it measured to the parent:  node bench/support/child.ts NAME */
const bench = benchNamed(process.argv[2] ?? '')
const { run } = await bench.load()
const results = await run()
process.send?.(results, () => process.disconnect())
