import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { asTested, runCli, type RunningCli, startCli } from '../support/cli.ts'

const terminal = join(import.meta.dirname, '..', 'support', 'terminal.py')
const hasPython = spawnSync('python3', ['-c', 'import pty'], { stdio: 'ignore' }).status === 0

let folder: string
let meters: RunningCli
let port: number

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-terminal-'))
  meters = startCli(['simulate', '--ports', '0,0,0', '--json'])
  port = JSON.parse(await meters.outputWith('\n')).meters[0].port
})
afterEach(async () => {
  meters.child.kill()
  await meters.ended
  rmSync(folder, { recursive: true, force: true })
})

/** `run` on a terminal until it shows `stopText`; what was written, frame by frame. */
async function runOnTerminal(stopText: string, env: Readonly<Record<string, string>> = {}) {
  const config = join(folder, 'config.ini')
  writeFileSync(
    config,
    `[DEFAULT]
gateway_id = test
log_file = ${join(folder, 'gateway.log')}
collection_interval = 0.2
[SUPPLY]
protocol = TCP
host = 127.0.0.1
port = ${port}
addressing = zero
registers = 0
register_types = INPUT
data_types = FLOAT32
labels = Voltage_L1
units = V
`,
  )
  const command = [process.execPath, asTested, 'run', '--config', config, '--data-dir', join(folder, 'data')]
  const { PATH = '', HOME = '' } = process.env
  const child = spawn('python3', [terminal, '12', '90', stopText, ...command], {
    env: { PATH, HOME, TERM: 'xterm-256color', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await new Promise((resolve) => child.once('close', resolve))
  return z.object({ output: z.string(), code: z.number() }).parse(JSON.parse(text))
}

describe.skipIf(!hasPython)('run on a terminal', () => {
  it('shows the live table, and gives the terminal back on Ctrl-C', async () => {
    const { output, code } = await runOnTerminal('Voltage_L1 2')
    expect(output.startsWith('\u001b[?1049h\u001b[?25l')).toBe(true)
    expect(output).toContain('●\u001b[0m SUPPLY')
    const end = output.slice(output.lastIndexOf('\u001b[?25h'))
    expect(end.startsWith('\u001b[?25h\u001b[?1049l')).toBe(true)
    expect(end).toMatch(/Stopped: \d+ readings? taken, /)
    expect(code).toBe(0)
  })

  it('uses no colour where NO_COLOR is set, and stays within the window', async () => {
    const { output } = await runOnTerminal('Voltage_L1 2', { NO_COLOR: '1' })
    // oxlint-disable-next-line no-control-regex
    expect(output).not.toMatch(/\u001b\[\d+m/)
    for (const frame of output.split('\u001b[?2026h').slice(1)) {
      const lines = (frame.split('\u001b[?2026l')[0] ?? '').split('\r\n')
      expect(lines.length).toBeLessThanOrEqual(12)
    }
  })

  it('leaves no escape sequence where the output is no terminal', async () => {
    const { stdout } = await runCli(['test', '--help'])
    expect(stdout).not.toContain('\u001b')
  })
})
