import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { root } from './pages.ts'

const run = promisify(execFile)

interface Checked {
  readonly output: string
  readonly files: number
}

/** Spells what e2e/docs/cspell.json lists. */
async function spell(): Promise<Checked> {
  const program = join(root, 'node_modules', 'cspell', 'bin.mjs')
  const config = join(root, 'e2e', 'docs', 'cspell.json')
  const { stdout, stderr } = await run(
    process.execPath,
    [program, 'lint', '--no-progress', '--no-color', '--config', config],
    { cwd: root },
  ).catch((error: { readonly stdout: string; readonly stderr: string }) => error)
  return { output: stdout, files: Number(/Files checked: (\d+)/.exec(stderr)?.[1] ?? 0) }
}

describe('the spelling', () => {
  it('of the documents and of the interface is right; new words go into e2e/docs/words.txt', async () => {
    const { output, files } = await spell()
    expect(output).toBe('')
    expect(files).toBeGreaterThan(40)
  })
})
