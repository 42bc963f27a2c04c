import { spawnSync } from 'node:child_process'
import { Command, CommanderError } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../electron/headless/program.ts'
import { createProcessShell } from '../../electron/headless/process-shell.ts'
import { type DocumentSite, makeDocumentSite } from './document-site.ts'
import { type Block, blocksOf, documents, page } from './pages.ts'
import { type ShellCommand, shellCommands } from './shell-lines.ts'

/**
 * Every command that the documents tell is looked at here. A block ` ```sh run ` is run for real beside a collector at
 * work, ` ```sh run stopped ` after its end, ` ```sh run api ` in integrator.test.ts before a server, ` ```sh run guide ` in
 * commissioning.test.ts with what it has to print. What ` ```sh ` alone holds needs hardware, a network, root or a whole
 * evening: its lines are parsed by what they call, and nothing else may stand there.
 */
const blocks = documents.flatMap(blocksOf)
const shellBlocks = blocks.filter(({ info }) => /^(sh|bash|shell|console)\b/.test(info))
const nameOf = ({ document, line }: Block): string => `${document}:${line}`

describe('a block of commands', () => {
  it('says what it is in a way that is known here', () => {
    expect(shellBlocks.length).toBeGreaterThan(10)
    const known = new Set(['sh', 'sh run', 'sh run stopped', 'sh run api', 'sh run guide'])
    expect(shellBlocks.filter(({ info }) => !known.has(info)).map(nameOf)).toEqual([])
  })

  it.each(shellBlocks.map((block) => [nameOf(block), block.text] as const))(
    '%s is of the shell’s language',
    (_name, text) => {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })
      expect(stderr).toBe('')
      expect(status).toBe(0)
    },
  )
})

describe('a block that is not run', () => {
  const parsed = shellBlocks.filter(({ info }) => info === 'sh')

  it.each(parsed.map((block) => [nameOf(block), block] as const))(
    '%s has right calls',
    async (_name, block) => {
      const wrong: string[] = []
      for (const words of shellCommands(block.text)) {
        const trouble = await troubleWith(words)
        if (trouble !== null) wrong.push(`${words.join(' ')}: ${trouble}`)
      }
      expect(wrong).toEqual([])
    },
  )
})

/** What of npm the documents call beside the package's own scripts. */
const npmCommands = new Set(['audit', 'ci', 'i', 'install', 'pack'])
/** Programs of the system, with what they need that a test has not. */
const systemPrograms: Readonly<Record<string, string>> = {
  curl: 'a server',
  docker: 'a container engine',
  git: 'a remote',
  journalctl: 'a service',
  nssm: 'Windows',
  sudo: 'root',
  systemctl: 'a service',
  tar: 'a release',
}

async function troubleWith([program = '', ...args]: ShellCommand): Promise<string | null> {
  switch (program) {
    case 'gateway-ems':
      return commandLineTrouble(args)
    case 'node':
      if (args[0] === 'out/main/headless.js') return commandLineTrouble(args.slice(1))
      // The example of docs/api.md.
      return args[0] === 'server.mjs' ? null : 'no program of ours'
    case 'npm':
      return npmTrouble(args)
    case 'cd':
      return null
    default:
      return program in systemPrograms
        ? null
        : 'neither run nor known: make the block `sh run`, or name it here'
  }
}

async function npmTrouble([command = '', ...args]: ShellCommand): Promise<string | null> {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(page('package.json'))
  if (command !== 'run') return command in scripts || npmCommands.has(command) ? null : 'no command of npm'
  const [script = '', ...rest] = args.filter((word) => word !== '-s')
  if (!(script in scripts)) return 'no script of package.json'
  return script === 'gateway' ? commandLineTrouble(rest.slice(rest[0] === '--' ? 1 : 0)) : null
}

const shell = createProcessShell(new URL('../../', import.meta.url))

/** What the command line itself says to the arguments; nothing is done. */
async function commandLineTrouble(args: readonly string[]): Promise<string | null> {
  const load = commands.get(args[0] ?? '')
  if (load === undefined) return /^(--help|--version|<command>)$/.test(args[0] ?? '') ? null : 'no command'
  const factory = await load()
  const program = new Command('gateway-ems')
  program.addCommand(factory(shell, () => {}))
  for (const command of [program, ...descendants(program)]) {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} })
    if (command !== program) command.action(() => {})
  }
  try {
    await program.parseAsync(args, { from: 'user' })
    return null
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return null
    return error instanceof Error ? error.message : String(error)
  }
}

const descendants = (command: Command): readonly Command[] =>
  command.commands.flatMap((child) => [child, ...descendants(child)])

describe.skipIf(process.platform === 'win32')('a block that is run', () => {
  let site: DocumentSite
  beforeAll(async () => {
    site = await makeDocumentSite()
    await site.collect()
  })
  afterAll(() => site.close())

  /** What stands in several documents alike is run once. */
  const blocksTagged = (tag: string): readonly (readonly [names: string, text: string])[] =>
    [
      ...Map.groupBy(
        shellBlocks.filter(({ info }) => info === tag),
        ({ text }) => text,
      ),
    ].map(([text, alike]) => [alike.map(nameOf).join(', '), text])

  it.each(blocksTagged('sh run'))('%s works beside a collector', async (_name, text) => {
    await site.shell(text)
  })

  it('the collector is asked to stop', () => site.stop())

  it.each(blocksTagged('sh run stopped'))('%s works without one', async (_name, text) => {
    await site.shell(text)
  })

  it('a restored data directory goes on, and no number is used again', async () => {
    await site.collect()
    await site.stop()
    const [newest] = site.api.readings({ limit: 1 })
    // The number in the document.
    expect(newest?.seq).toBeGreaterThan(5_000_000)
    expect(await site.shell('gateway-ems queue')).toContain('0 readings lost')
  })
})
