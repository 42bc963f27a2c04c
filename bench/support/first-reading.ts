import { openSite } from './site.ts'

/**
 * A gateway with its meters, which says when it had committed its first reading, without the time that its meters took
 * to start, and how long it took to stop:  node bench/support/first-reading.ts DEVICES
 */
const openingMs = performance.now()
const site = await openSite({ devices: Number(process.argv[2]), intervalMs: 60_000, registersPerDevice: 50 })
const openedMs = performance.now()
const engine = await site.start()
await new Promise<void>((resolve) => {
  engine.subscribe(({ kind }) => {
    if (kind === 'stored') resolve()
  })
})
// performance.now() counts from the start of the process: Node and the loading of the program are in it.
const storedMs = performance.now() - (openedMs - openingMs)
const stoppingMs = performance.now()
await engine.stop()
console.log(JSON.stringify({ storedMs, stoppedMs: performance.now() - stoppingMs }))
await site.close()
