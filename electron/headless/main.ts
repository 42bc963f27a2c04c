#!/usr/bin/env node
/**
 * Entry of the command line. It loads nothing but itself before the version check: on an older Node the rest of the
 * program could not even be loaded.
 */
const oldestMajor = 24

if (Number(process.versions.node.split('.')[0]) < oldestMajor) {
  process.stderr.write(
    `gateway-ems needs Node ${oldestMajor} or newer, this is ${process.version} (${process.execPath})\n`,
  )
  process.exitCode = 2
} else {
  const { muteSqliteWarning } = await import('./warnings.ts')
  muteSqliteWarning()
  const [{ runCommandLine }, { createProcessShell }] = await Promise.all([
    import('./program.ts'),
    import('./process-shell.ts'),
  ])
  // Two levels up from here lies the package, in the checkout (electron/headless) and when bundled (out/main) alike.
  const shell = createProcessShell(new URL('../../', import.meta.url))
  await shell.exit(await runCommandLine(process.argv, shell))
}
