import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs lines as a person would type them. @returns what they print; @throws where one ends with other than 0 */
export async function runShell(
  text: string,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { PATH = '' } = process.env
  const { stdout } = await run('bash', ['-e', '-o', 'pipefail', '-c', text], {
    cwd,
    env: { PATH, HOME: cwd, ...env },
  })
  return stdout
}
