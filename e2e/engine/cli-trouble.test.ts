import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asTested, runCli } from '../support/cli.ts'
import { openTestJournal } from '../support/readings.ts'

let folder: string
let common: readonly string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-trouble-'))
  const config = join(folder, 'config.ini')
  // Nothing listens on port 1: readings without values.
  writeFileSync(
    config,
    `[DEFAULT]
log_file = ${join(folder, 'gateway.log')}
collection_interval = 0.2
[SUPPLY]
protocol = TCP
host = 127.0.0.1
port = 1
registers = 0
`,
  )
  common = ['--config', config, '--data-dir', join(folder, 'data')]
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const hasFullDevice = existsSync('/dev/full')

/** The command with its standard output on a full disk. */
async function onFullDisk(...args: readonly string[]): Promise<{ code: unknown; stderr: string }> {
  const full = openSync('/dev/full', 'w')
  try {
    const child = spawn(process.execPath, [asTested, ...args], { stdio: ['ignore', full, 'pipe'] })
    if (child.stderr === null) throw new Error('no stderr')
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
    return { code, stderr }
  } finally {
    closeSync(full)
  }
}

describe.skipIf(!hasFullDevice)('an output file on a full disk', () => {
  it('does not end the collection', async () => {
    const { stderr } = await onFullDisk('run', ...common, '--for', '4')
    expect(stderr).toBe('error: ENOSPC: no space left on device, write\n')
    const exported = await runCli(['export', ...common, '--format', 'jsonl'])
    expect(exported.stdout.trim().split('\n').length).toBeGreaterThan(4)
  })

  it('is told in one sentence where a result cannot be written', async () => {
    expect(await onFullDisk('check', ...common)).toEqual({
      code: 1,
      stderr: 'error: ENOSPC: no space left on device, write\n',
    })
  })
})

describe('a journal of a newer program', () => {
  it('is told in one sentence, not as a defect', async () => {
    const { journal } = openTestJournal(join(folder, 'data'))
    journal.close()
    const db = new DatabaseSync(join(folder, 'data', 'gateway.db'))
    db.exec('PRAGMA user_version = 99')
    db.close()
    const { code, stderr } = await runCli(['run', ...common, '--for', '1'])
    expect(stderr).toMatch(/^error: .*gateway\.db has schema version 99; this program knows \d+\. .*\n$/)
    expect(code).toBe(1)
  })
})
