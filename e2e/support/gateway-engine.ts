import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, type Clock } from '../../electron/engine/clock.ts'
import type { WhenBroken } from '../../electron/engine/config/runnable.ts'
import { type Engine, startEngine } from '../../electron/engine/engine.ts'
import type { EngineEvent, Reading } from '../../shared/model/index.ts'

/** A folder of its own with config.ini, data and log in it. */
export interface Site {
  readonly folder: string
  readonly configPath: string
  readonly dataDir: string
  readonly logPath: string
  /** Replaces config.ini as an editor does: by renaming another file over it. */
  configure(text: string): void
  log(): string
  remove(): void
}

/**
 * @param text goes behind the log's place in [DEFAULT]: global keys first, then sections
 * @param dataParent folder for data and log, where they shall lie elsewhere
 */
export function makeSite(text: string, dataParent?: string): Site {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-e2e-'))
  const site: Site = {
    folder,
    configPath: join(folder, 'config.ini'),
    dataDir: join(dataParent ?? folder, 'data'),
    logPath: join(dataParent ?? folder, 'gateway.log'),
    configure(changed) {
      const draft = join(folder, 'draft')
      writeFileSync(draft, `[DEFAULT]\ngateway_id = test-gateway\nlog_file = ${site.logPath}\n${changed}`)
      renameSync(draft, site.configPath)
    },
    log: () => readFileSync(site.logPath, 'utf8'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  site.configure(text)
  return site
}

/** The whole engine in this process, and everything that it reported. */
export interface TestEngine {
  readonly engine: Engine
  readonly events: readonly EngineEvent[]
  readonly readings: readonly Reading[]
  eventsOf<Kind extends EngineEvent['kind']>(kind: Kind): readonly Extract<EngineEvent, { kind: Kind }>[]
}

export async function runEngine(
  site: Site,
  clock: Clock = systemClock,
  whenBroken: WhenBroken = 'refuse',
): Promise<TestEngine> {
  const engine = await startEngine({
    // Also where the file cannot be read the log stays in the site's folder.
    source: { path: site.configPath, env: { LOG_FILE: site.logPath }, overrides: {}, profileDirs: [] },
    dataDir: site.dataDir,
    version: '0.0.0-test',
    console: null,
    onLogTrouble: () => {},
    clock,
    whenBroken,
  })
  const events: EngineEvent[] = []
  const readings: Reading[] = []
  engine.subscribe((event) => {
    events.push(event)
    if (event.kind === 'reading') readings.push(event.reading)
  })
  return {
    engine,
    events,
    readings,
    eventsOf: <Kind extends EngineEvent['kind']>(kind: Kind) =>
      events.filter((event): event is Extract<EngineEvent, { kind: Kind }> => event.kind === kind),
  }
}

export const qualitiesOf = (reading: Reading): readonly string[] =>
  Array.from(reading.measurements.values(), ({ quality }) => quality)

export const isGood = (reading: Reading): boolean => qualitiesOf(reading).every((each) => each === 'GOOD')

/** Slots between the first and the last of these readings that have none, or more than one. */
export function unevenSlots(readings: readonly Reading[], intervalMs: number): readonly string[] {
  const counts = new Map<number, number>()
  for (const { slotMs } of readings) counts.set(slotMs, (counts.get(slotMs) ?? 0) + 1)
  const slots = [...counts.keys()]
  const uneven: string[] = []
  for (let slot = Math.min(...slots); slot <= Math.max(...slots); slot += intervalMs) {
    const count = counts.get(slot) ?? 0
    if (count !== 1) uneven.push(`${new Date(slot).toISOString()}: ${count} readings`)
  }
  return uneven
}
