import { openJournalFile } from '../../electron/engine/store/journal-file.ts'

/** Process for tests: what a second process does to the journal of a running collector. */
const journal = openJournalFile(process.argv[2] ?? '', 'write')
if (journal === null) throw new Error('no journal')
const retried = journal.retryDeadLetters()
const exported = [...journal.readings({ fromMs: null, toMs: null, deviceIds: [] })].length
const { unsent, deadLetters, storedReadings } = journal.summary('rest')
journal.close()
console.log(JSON.stringify({ retried, exported, unsent, deadLetters: deadLetters.length, storedReadings }))
