import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hasBundle } from '../support/cli.ts'
import { hasSocat } from '../support/pty.ts'
import { waitFor } from '../support/wait.ts'

const script = join(import.meta.dirname, '..', '..', 'scripts', 'demo.ts')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-demo-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function startDemo(args: readonly string[]) {
  const child = spawn(process.execPath, [script, '--no-build', ...args], {
    // Whatever it makes, it makes in there.
    env: { ...process.env, TMPDIR: folder },
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, output, ended }
}

/** What stands behind a word at the beginning of a line. */
const addressOf = (stdout: string, word: string): string =>
  new RegExp(`^${word} +(http://127\\.0\\.0\\.1:\\d+)`, 'm').exec(stdout)?.[1] ?? ''
const devices = ['SUPPLY', 'WORKSHOP', 'OFFICE', ...(hasSocat ? ['SERIAL_SUPPLY'] : [])]

describe.skipIf(!hasBundle)('the demo', () => {
  it('shows readings of all meters at the API, on ports that are free, and Ctrl-C leaves nothing behind', async () => {
    const taken = createServer()
    // Somebody else may hold the port already, which is as good.
    await new Promise<void>((resolve) =>
      taken.once('error', () => resolve()).listen(15_021, '127.0.0.1', resolve),
    )
    const { child, output, ended } = startDemo([])
    await waitFor(`readings of ${devices.join(', ')}`, () => {
      if (child.exitCode !== null) throw new Error(`the demo ended: ${output.stdout}${output.stderr}`)
      return devices.every((device) =>
        new RegExp(`^\\d\\d:\\d\\d:\\d\\d  ${device} +\\d+ GOOD`, 'm').test(output.stdout),
      )
    })
    taken.close()
    expect(output.stdout).not.toContain('127.0.0.1:15021')
    const api = addressOf(output.stdout, 'API')
    const health = addressOf(output.stdout, 'Interface')
    expect(output.stdout.indexOf('Interface')).toBeLessThan(output.stdout.indexOf('Meters'))
    expect((await fetch(`${api}/healthz`)).status).toBe(200)
    expect((await fetch(`${health}/readyz`)).status).toBe(200)

    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(output.stdout).toMatch(/\d+ readings of \d devices at the API, none is missing\.\n$/)
    expect(readdirSync(folder)).toEqual([])
    await expect(fetch(`${api}/healthz`)).rejects.toThrow()
    await expect(fetch(`${health}/healthz`)).rejects.toThrow()
  })

  it.each([
    ['a closed terminal', (child: ChildProcess) => child.kill('SIGHUP')],
    ['a reader that goes away', (child: ChildProcess) => child.stdout?.destroy()],
  ])('ends with all its processes after %s', async (_, goAway) => {
    const { child, output, ended } = startDemo([])
    await waitFor('the first reading', () => / GOOD/.test(output.stdout))
    const api = addressOf(output.stdout, 'API')
    goAway(child)
    expect(await ended).toBe(0)
    expect(readdirSync(folder)).toEqual([])
    await expect(fetch(`${api}/healthz`)).rejects.toThrow()
  })
})
