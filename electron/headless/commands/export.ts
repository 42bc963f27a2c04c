import { Option } from 'commander'
import { openJournalFile } from '../../engine/store/journal-file.ts'
import { parseWireReading } from '../../engine/store/wire.ts'
import { csvHeader, csvRows } from '../csv.ts'
import { CommandError, ExitCode, wrongUsage } from '../exit-code.ts'
import { type CommandFactory, type CommonOptions, describedCommand, timeArgument } from '../options.ts'
import type { Shell } from '../shell.ts'

interface ExportOptions extends CommonOptions {
  readonly from?: number
  readonly to?: number
  readonly device: readonly string[]
  readonly format?: 'csv' | 'jsonl'
}

export const exportCommand: CommandFactory = (shell, finish) => {
  const time = (text: string): number => timeArgument(text, Date.now())
  return describedCommand({
    name: 'export',
    summary: 'Readings of the journal as CSV or JSON lines.',
    description:
      'Times are compared with the slot of a reading; --from belongs to the span, --to does not. CSV has one row for ' +
      'each value. It works while a collector runs, and does not disturb it.',
    json: 'the same as --format jsonl: one line for each reading, as it is sent to the API.',
    examples: [
      ['export --from -1h', 'the last hour as CSV'],
      ['export --from 2026-11-01 --to 2026-12-01 > november.csv', 'a month, local time'],
      ['export --device DEVICE_1 --format jsonl', 'everything of one device'],
    ],
  })
    .option('--from <time>', 'ISO 8601, or -1h, -7d before now', time)
    .option('--to <time>', 'ISO 8601, or -1h, now', time)
    .option(
      '--device <id>',
      'only this device; may be repeated',
      (id: string, before: readonly string[]) => [...before, id],
      [],
    )
    .addOption(new Option('--format <format>', 'csv (default) or jsonl').choices(['csv', 'jsonl']))
    .action(async (options: ExportOptions) => finish(await exportReadings(options, shell)))
}

async function exportReadings(options: ExportOptions, { out, note }: Shell): Promise<ExitCode> {
  const { from: fromMs = null, to: toMs = null, device: deviceIds, dataDir } = options
  if (fromMs !== null && toMs !== null && fromMs >= toMs) throw wrongUsage('--from must lie before --to')
  if (options.json && options.format === 'csv') throw wrongUsage('--json and --format csv exclude each other')
  const isCsv = !options.json && options.format !== 'jsonl'
  const journal = openJournalFile(dataDir, 'read')
  if (journal === null) throw new CommandError(`there is no journal in ${dataDir}`, ExitCode.wrongUsage)
  let exported = 0
  try {
    if (isCsv) await out.write(csvHeader)
    for (const json of journal.readings({ fromMs, toMs, deviceIds })) {
      if (out.closed.aborted) break
      await out.write(isCsv ? csvRows(parseWireReading(json)) : `${json}\n`)
      exported++
    }
  } finally {
    journal.close()
  }
  if (exported === 0 && !out.closed.aborted) note('no reading in this span')
  return ExitCode.fine
}
