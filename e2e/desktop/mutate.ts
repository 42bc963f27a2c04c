/**
 * Tests the desktop specs: each sabotage of the built app has to turn the right ones red. Works on copies of `out/`,
 * one after the other; `node e2e/desktop/mutate.ts [words of a name]`, after a build. Takes some minutes.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Sabotage {
  readonly name: string
  readonly files: string
  readonly find: RegExp
  readonly replace: string
  /** Part of the title of a spec that has to fail, and those that run at all. */
  readonly caughtBy: string
}

const main = 'out/main/**/*.js'
const preload = 'out/preload/*.cjs'

const sabotages: readonly Sabotage[] = [
  {
    name: 'a message from any page is heard',
    files: main,
    find: /&& isTrusted\(frame\.url\)/,
    replace: '',
    caughtBy: 'another page in the window is not heard',
  },
  {
    name: 'the page may leave',
    files: main,
    find: /if \(!mayNavigate\([^)]*\)\) event\.preventDefault\(\)/,
    replace: '',
    caughtBy: 'the page stays where it is',
  },
  {
    name: 'any link is opened outside',
    files: main,
    find: /if \(externalLinks\.has\(url\)\)/,
    replace: 'if (true)',
    caughtBy: 'the page stays where it is',
  },
  {
    name: 'new windows are allowed',
    files: main,
    find: /action: "deny"/,
    replace: 'action: "allow"',
    caughtBy: 'the page stays where it is',
  },
  {
    name: 'permissions are given',
    files: main,
    find: /answer\(false\)(;?[^]*?)setPermissionCheckHandler\(\(\) => false\)/,
    replace: 'answer(true)$1setPermissionCheckHandler(() => true)',
    caughtBy: 'permissions are denied',
  },
  {
    name: 'no content policy, neither header nor page',
    files: 'out/{main/**/*.js,renderer/index.html}',
    find: /Content-Security-Policy/g,
    replace: 'X-Nothing',
    caughtBy: 'does not run, nor is anything fetched',
  },
  {
    name: 'the preload script lets every name through',
    files: preload,
    find: /if \(!isKnown\(message\)\) throw/,
    replace: 'if (false) throw',
    caughtBy: 'a command that does not exist',
  },
  {
    name: 'arguments of the shell are not parsed',
    files: main,
    find: /desktopCommands\[name\]\.args\.parse\(args\)/,
    replace: 'args',
    caughtBy: 'arguments that are not of the contract',
  },
  {
    name: 'quitting does not stop the engine',
    files: main,
    find: /stop\(\)\.then\(end, end\)/,
    replace: 'end()',
    caughtBy: 'flushes the journal',
  },
  {
    name: 'closing the window quits',
    files: main,
    find: /else window\.destroy\(\)/,
    replace: 'else app.quit()',
    caughtBy: 'closing the window asks',
  },
  {
    name: 'a second start does not show the first',
    files: main,
    find: /app\.on\("second-instance"/,
    replace: 'app.on("third-instance"',
    caughtBy: 'closing the window asks',
  },
  {
    name: 'the window opens where it was, screen or not',
    files: main,
    find: /left !== null && screen(\$\d)? !== null/,
    replace: 'left !== null',
    caughtBy: 'on a screen that is gone',
  },
  {
    name: 'bounds are not remembered',
    files: main,
    find: /window\.on\("(resize|move|close)", (soon|remember)\)/g,
    replace: '',
    caughtBy: 'opens as it was left',
  },
  {
    name: 'a crashed page stays dead',
    files: main,
    find: /reason !== "clean-exit"/,
    replace: 'false',
    caughtBy: 'a page that crashes',
  },
  {
    name: 'alerts are not told',
    files: main,
    find: /notices\.onAlert\(event\.alert\)/,
    replace: 'void 0',
    caughtBy: 'an alert is told once',
  },
  {
    name: 'the token is kept in the clear',
    files: main,
    find: /safeStorage\.encryptString\(token\)\.toString\("base64"\)/,
    replace: 'token',
    caughtBy: 'kept in the keychain',
  },
  {
    name: 'hidden is not hidden',
    files: main,
    find: /if \(!request\.isHidden\)/,
    replace: 'if (true)',
    caughtBy: 'stays in the tray',
  },
  {
    name: 'headless waits for the display',
    files: main,
    find: /await runHeadless\(/,
    replace: 'void app.whenReady().then(() => 0); runHeadless(',
    caughtBy: 'with no display',
  },
  {
    name: 'the system may sleep',
    files: main,
    find: /powerSaveBlocker\.start\("prevent-app-suspension"\)/,
    replace: 'null',
    caughtBy: 'the system is kept awake',
  },
  {
    name: 'a failed start is final',
    files: main,
    find: /if \(host\.state\.kind === "failed"\) (void )?host\.start\(\)/,
    replace: '',
    caughtBy: 'takes over when it has ended',
  },
  {
    name: 'autostart opens the window',
    files: main,
    find: /(const|var|let) hidden = "--hidden"/,
    replace: '$1 hidden = ""',
    caughtBy: 'starting with the session',
  },
]

const root = join(import.meta.dirname, '..', '..')
const wanted = process.argv.slice(2).join(' ')
const chosen = sabotages.filter(({ name }) => name.includes(wanted))

/** Builds go on while this runs. */
const work = mkdtempSync(join(tmpdir(), 'gateway-ems-sabotage-'))
const unharmed = packageIn('unharmed', join(process.env['GATEWAY_DESKTOP_APP'] ?? root, 'out'))

function packageIn(name: string, built: string): string {
  const copy = join(work, name)
  cpSync(built, join(copy, 'out'), { recursive: true })
  cpSync(join(root, 'package.json'), join(copy, 'package.json'))
  for (const folder of ['node_modules', 'config']) symlinkSync(join(root, folder), join(copy, folder))
  return copy
}

/** @returns in how many files there was such a place */
function sabotageIn(copy: string, { files, find, replace }: Sabotage): number {
  let hits = 0
  for (const file of globSync(files, { cwd: copy })) {
    const path = join(copy, file)
    const before = readFileSync(path, 'utf8')
    const after = before.replace(find, replace)
    if (after === before) continue
    writeFileSync(path, after)
    hits++
  }
  return hits
}

type Colour = 'green' | 'red' | 'no spec ran'

function specs(appDir: string, titles: readonly string[]): Colour {
  const { status, stdout } = spawnSync(
    join(root, 'node_modules', '.bin', 'playwright'),
    ['test', '-c', 'e2e/desktop', '-g', titles.join('|'), '--timeout=60000'],
    { cwd: root, env: { ...process.env, GATEWAY_DESKTOP_APP: appDir }, encoding: 'utf8' },
  )
  if (!/\d+ (?:passed|failed)/.test(stdout)) return 'no spec ran'
  if (status === 0) return 'green'
  if (appDir === unharmed) process.stderr.write(stdout)
  return 'red'
}

function outcomeOf(sabotage: Sabotage): Colour | 'not applied' {
  const copy = packageIn('sabotaged', join(unharmed, 'out'))
  try {
    return sabotageIn(copy, sabotage) > 0 ? specs(copy, [sabotage.caughtBy]) : 'not applied'
  } finally {
    rmSync(copy, { recursive: true })
  }
}

const before = specs(unharmed, [...new Set(chosen.map(({ caughtBy }) => caughtBy))])
process.stdout.write(`${before.padEnd(12)} nothing: all of these specs\n`)
let missed = before === 'green' ? 0 : 1
for (const sabotage of chosen) {
  const outcome = outcomeOf(sabotage)
  if (outcome !== 'red') missed++
  process.stdout.write(`${outcome.padEnd(12)} ${sabotage.name.padEnd(46)} ${sabotage.caughtBy}\n`)
}
rmSync(work, { recursive: true })
process.exitCode = missed === 0 ? 0 : 1
