import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from './wait.ts'

const root = join(import.meta.dirname, '..', '..')
export const fromSource = join(root, 'electron', 'headless', 'main.ts')
export const bundle = join(root, 'out', 'main', 'headless.js')
export const hasBundle: boolean = existsSync(bundle)
/** The whole suite has just built the bundle, which starts in half the time; single tests run what is written now. */
export const asTested = process.env['GATEWAY_TEST_BUNDLE'] === '1' ? bundle : fromSource

export interface CliOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly program?: string
}

export interface CliResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCli {
  readonly child: ChildProcess
  readonly output: { readonly stdout: string; readonly stderr: string }
  readonly ended: Promise<CliResult>
  /** Waits for the text on stdout and returns all of it. */
  outputWith(text: string): Promise<string>
}

/** The real command line as a process of its own. Nothing of this environment's settings reaches it. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const { cwd = root, env = {}, program = asTested } = options
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [program, ...args], { cwd, env: { PATH, HOME, ...env } })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  const ended = new Promise<CliResult>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...output }))
  })
  return {
    child,
    output,
    ended,
    outputWith: async (text) => {
      await waitFor(`${JSON.stringify(text)} from ${args[0] ?? 'the program'}: ${output.stderr}`, () => {
        if (child.exitCode !== null && !output.stdout.includes(text)) {
          throw new Error(`ended with ${child.exitCode} without ${text}: ${output.stdout}${output.stderr}`)
        }
        return output.stdout.includes(text)
      })
      return output.stdout
    },
  }
}

export const runCli = (args: readonly string[], options: CliOptions = {}): Promise<CliResult> =>
  startCli(args, options).ended
