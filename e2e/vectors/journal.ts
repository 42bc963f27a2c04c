/**
 * `node e2e/vectors/journal.ts`: the data directory of a gateway of this program's schema version, as journal-v<version>/:
 * to be made and committed before the first release with that version, and never again.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrations } from '../../electron/engine/store/database.ts'
import { gatewayIdentity } from '../../electron/engine/store/identity.ts'
import { appendMany, openTestJournal, startMs } from '../support/readings.ts'

const folder = join(import.meta.dirname, `journal-v${migrations.length}`)
if (existsSync(folder)) throw new Error(`${folder} is there: what was released stays as it is`)

const { journal } = openTestJournal(folder)
const { id } = gatewayIdentity(folder)
appendMany(journal, 0, 20)
journal.flush()
const delivered = journal.nextBatch('rest', 8, startMs, id)
if (delivered !== null) journal.acknowledge(delivered, [{ seq: 3, reason: 'no such meter' }])
// On its way when the program ended: the API may have these very bytes.
const underway = journal.nextBatch('rest', 5, startMs + 30_000, id)
journal.close()
writeFileSync(join(folder, 'underway.json'), JSON.stringify({ key: underway?.key, body: underway?.body }))
