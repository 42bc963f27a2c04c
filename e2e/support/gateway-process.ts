import { openJournalFile } from '../../electron/engine/store/journal-file.ts'
import { type RunningCli, startCli } from './cli.ts'
import type { Site } from './gateway-engine.ts'

/** The real collector as a process of its own: `gateway-ems run --json`, readings on its stdout. */
export function startGateway(site: Site, ...more: readonly string[]): RunningCli {
  return startCli(['run', '--json', '--config', site.configPath, '--data-dir', site.dataDir, ...more])
}

/** Kills the process without a word, and waits until it is gone. */
export async function killGateway({ child, ended }: RunningCli): Promise<void> {
  child.kill('SIGKILL')
  await ended
}

/** What is committed in the journal at this moment, by seq, seen through a connection of its own. */
export function committedReadings(site: Site): ReadonlyMap<number, string> {
  const journal = openJournalFile(site.dataDir, 'read')
  if (journal === null) return new Map()
  try {
    const all = journal.readings({ fromMs: null, toMs: null, deviceIds: [] })
    return new Map(Array.from(all, (json) => [seqOf(json), json] as const))
  } finally {
    journal.close()
  }
}

function seqOf(json: string): number {
  const { seq }: { readonly seq: number } = JSON.parse(json)
  return seq
}
