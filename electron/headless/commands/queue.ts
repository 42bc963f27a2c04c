import type { Command } from 'commander'
import type { Loss } from '../../../shared/model/index.ts'
import { durationText } from '../../engine/log/words.ts'
import {
  type DeadLetterInfo,
  type JournalFile,
  type JournalSummary,
  openJournalFile,
} from '../../engine/store/journal-file.ts'
import { type LockHolder, lockHolder } from '../../engine/store/lock.ts'
import { CommandError, ExitCode, wrongUsage } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import { type CommandFactory, type CommonOptions, describedCommand } from '../options.ts'
import type { Shell } from '../shell.ts'
import { plural, safe } from '../text.ts'

/** The output whose queue is shown: the REST API is the only one so far. */
const output = 'rest'

export const queueCommand: CommandFactory = (shell, finish) => {
  const queue = describedCommand({
    name: 'queue',
    summary: 'What waits for the API: depth, age, dead letters, losses.',
    description:
      'A dead letter is a reading that the API refused for good; `queue retry` sends them once more, `queue drop --dead` ' +
      'deletes them. All of it works while a collector runs, which sends retried ones with its next batch.',
    json:
      '{collector_pid, stored, unsent, oldest_unsent, dead_letters: [{seq, reason, since, retrying}], losses: [{count, ' +
      'first_seq, last_seq, first_slot, last_slot, reason, recorded}]}; retry: {retried}; drop: {dropped}.',
    examples: [
      ['queue', 'how things are'],
      ['queue retry', 'sends dead letters once more'],
      ['queue drop --dead', 'deletes dead letters'],
    ],
  }).action(async (options: CommonOptions) => finish(await showQueue(options, shell)))
  queue.addCommand(retryCommand(shell, finish)).addCommand(dropCommand(shell, finish))
  return queue
}

const retryCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'retry',
    summary: 'Sends dead letters once more, under their own numbers.',
    description: 'A running collector sends them with its next batch, else the next one that starts does.',
    json: '{retried}',
    examples: [['queue retry', 'all dead letters']],
  }).action(async (_options: CommonOptions, command: Command) => {
    const options = command.optsWithGlobals<CommonOptions>()
    const retried = withJournal(options, 'write', (journal) => journal.retryDeadLetters())
    if (options.json) shell.out.line(jsonText({ retried }))
    else shell.out.line(`${plural(retried, 'dead letter')} will be sent again`)
    finish(ExitCode.fine)
  })

const dropCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'drop',
    summary: 'Deletes dead letters; one that is being sent at this moment stays.',
    description: 'Unsent readings that are not dead letters cannot be deleted by a command.',
    json: '{dropped}',
    examples: [['queue drop --dead', 'all dead letters']],
  })
    .option('--dead', 'yes, the dead letters', false)
    .action(async (_options: CommonOptions, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { readonly dead: boolean }>()
      if (!options.dead) throw wrongUsage('what is deleted is gone: say `queue drop --dead`')
      const dropped = withJournal(options, 'write', (journal) => journal.dropDeadLetters())
      if (options.json) shell.out.line(jsonText({ dropped }))
      else shell.out.line(`${plural(dropped, 'dead letter')} deleted`)
      finish(ExitCode.fine)
    })

function withJournal<T>(
  { dataDir }: CommonOptions,
  mode: 'read' | 'write',
  work: (journal: JournalFile) => T,
): T {
  const journal = openJournalFile(dataDir, mode)
  if (journal === null) throw new CommandError(`there is no journal in ${dataDir}`, ExitCode.wrongUsage)
  try {
    return work(journal)
  } finally {
    journal.close()
  }
}

async function showQueue(options: CommonOptions, shell: Shell): Promise<ExitCode> {
  const summary = withJournal(options, 'read', (journal) => journal.summary(output))
  const collector = lockHolder(options.dataDir)
  if (options.json) shell.out.line(jsonText(queueJson(summary, collector)))
  else for (const line of queueLines(summary, collector, Date.now())) shell.out.line(safe(line))
  return ExitCode.fine
}

const deadLettersShown = 20

function queueLines(summary: JournalSummary, collector: LockHolder | null, nowMs: number): readonly string[] {
  const { storedReadings, unsent, oldestUnsentSlotMs, deadLetters, losses } = summary
  const age =
    oldestUnsentSlotMs === null ? '' : `, the oldest for ${durationText(nowMs - oldestUnsentSlotMs)}`
  const lost = losses.reduce((sum, { count }) => sum + count, 0)
  const hidden = deadLetters.length - deadLettersShown
  return [
    collector === null
      ? 'No collector is running.'
      : `The collector is process ${collector.pid ?? 'unknown'}.`,
    `${plural(storedReadings, 'reading')} in the journal, ${unsent.toLocaleString('en-US')} unsent${age}`,
    plural(deadLetters.length, 'dead letter'),
    ...deadLetters.slice(0, deadLettersShown).map((letter) => `  ${deadLetterText(letter)}`),
    ...(hidden > 0 ? [`  … and ${hidden} more`] : []),
    `${plural(lost, 'reading')} lost`,
    ...losses.map((loss) => `  ${lossText(loss)}`),
  ]
}

function deadLetterText({ seq, reason, buriedAtMs, retrying }: DeadLetterInfo): string {
  const state = retrying ? ', to be sent again' : ''
  return `seq ${seq}, since ${isoTime(buriedAtMs)}${state}: ${reason}`
}

function lossText({ count, firstSeq, lastSeq, firstSlotMs, lastSlotMs, reason, recordedAtMs }: Loss): string {
  const range = firstSeq === null || lastSeq === null ? '' : `, seq ${firstSeq} to ${lastSeq}`
  const span =
    firstSlotMs === null || lastSlotMs === null ? '' : `, ${isoTime(firstSlotMs)} to ${isoTime(lastSlotMs)}`
  return `${isoTime(recordedAtMs)}: ${plural(count, 'reading')} (${reason})${range}${span}`
}

const isoTime = (ms: number): string => new Date(ms).toISOString()
const nullableTime = (ms: number | null): string | null => (ms === null ? null : isoTime(ms))

const queueJson = (summary: JournalSummary, collector: LockHolder | null): unknown => ({
  collector_pid: collector?.pid ?? null,
  stored: summary.storedReadings,
  unsent: summary.unsent,
  oldest_unsent: nullableTime(summary.oldestUnsentSlotMs),
  dead_letters: summary.deadLetters.map(({ seq, reason, buriedAtMs, retrying }) => ({
    seq,
    reason,
    since: isoTime(buriedAtMs),
    retrying,
  })),
  losses: summary.losses.map((loss) => ({
    count: loss.count,
    first_seq: loss.firstSeq,
    last_seq: loss.lastSeq,
    first_slot: nullableTime(loss.firstSlotMs),
    last_slot: nullableTime(loss.lastSlotMs),
    reason: loss.reason,
    recorded: isoTime(loss.recordedAtMs),
  })),
})
