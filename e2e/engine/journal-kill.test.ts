import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestJournal } from '../support/readings.ts'

const script = new URL('../support/journal-writer.ts', import.meta.url).pathname
let dir = ''

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-kill-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

/** What a writer said until it was killed, which is after `lines` lines of it. */
async function killedWriter(lines: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => {
    said.push(line)
    if (said.length === lines) child.kill('SIGKILL')
  })
  await Promise.all([once(reader, 'close'), once(child, 'exit')])
  expect(child.signalCode).toBe('SIGKILL')
  return said
}

const ranges = (said: readonly string[], what: string) =>
  said.flatMap((line) => {
    const [word, first, last] = line.split(' ')
    return word === what ? [{ first: Number(first), last: Number(last) }] : []
  })

describe('a collector that is killed', () => {
  it('has every reading that it reported as stored, sends none twice, and never uses a seq again', async () => {
    let lastStored = 0
    let lastSettled = 0
    for (let round = 0; round < 8; round++) {
      const said = await killedWriter(3 + ((round * 7) % 23))
      const stored = ranges(said, 'stored')
      const settled = ranges(said, 'settled')
      const { journal } = openTestJournal(dir)
      const seqs = new Set([...journal.read({ afterSeq: lastStored })].map(({ seq }) => seq))
      for (const { first, last } of stored) {
        expect(first).toBeGreaterThan(lastStored)
        for (let seq = first; seq <= last; seq++) expect(seqs.has(seq)).toBe(true)
        lastStored = last
      }
      // A commit whose report was cut off.
      lastStored = Math.max(lastStored, ...seqs)
      lastSettled = Math.max(lastSettled, ...settled.map(({ last }) => last))
      const next = journal.nextBatch('rest', 1, 0, 'gw')
      if (next !== null) expect(next.firstSeq).toBeGreaterThan(lastSettled)
      const { unsent } = journal.stats()
      expect([...journal.read({ afterSeq: (next?.firstSeq ?? lastStored + 1) - 1 })]).toHaveLength(unsent)
      journal.close()
    }
    expect(lastStored).toBeGreaterThan(100)
    expect(lastSettled).toBeGreaterThan(0)
  })
})
