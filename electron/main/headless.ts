import { pathToFileURL } from 'node:url'
import { createProcessShell } from '../headless/process-shell.ts'
import { runCommandLine } from '../headless/program.ts'

/** `gateway-ems run` in Electron's own Node, to the end of the process. */
export async function runHeadless(args: readonly string[], packageDir: string): Promise<never> {
  const shell = createProcessShell(pathToFileURL(`${packageDir}/`))
  return shell.exit(await runCommandLine([process.execPath, 'gateway-ems', 'run', ...args], shell))
}
