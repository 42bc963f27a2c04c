import { join } from 'node:path'
import type { ExitCode } from '../../electron/headless/exit-code.ts'
import { runCommandLine } from '../../electron/headless/program.ts'
import type { Shell } from '../../electron/headless/shell.ts'

export interface Called {
  readonly code: ExitCode
  readonly stdout: string
  readonly stderr: string
}

/** The command line within this process, for what it says of itself: what needs no start of its own. */
export async function callCli(args: readonly string[]): Promise<Called> {
  const said = { stdout: '', stderr: '' }
  const write = (text: string): void => void (said.stdout += text)
  const shell: Shell = {
    out: {
      isTerminal: false,
      hasColour: false,
      columns: 80,
      rows: 24,
      line: (text) => write(`${text}\n`),
      async write(text) {
        write(text)
      },
      closed: new AbortController().signal,
      onResize: () => () => {},
    },
    note: (line) => void (said.stderr += `${line}\n`),
    status: () => {},
    ask: () => Promise.resolve(null),
    env: {},
    packageDir: join(import.meta.dirname, '..', '..'),
    version: '0.0.0',
    onStopSignal: () => () => {},
    abandon(exitCode) {
      throw new Error(`abandoned with ${exitCode}`)
    },
  }
  const code = await runCommandLine([process.execPath, 'gateway-ems', ...args], shell)
  return { code, ...said }
}
