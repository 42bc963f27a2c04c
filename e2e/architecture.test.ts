import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, normalize, sep } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'

/**
 * Who may import whom. This table is the architecture's documentation: docs/architecture.md points here.
 * The longest matching folder decides. `node` is Node's own modules, `npm` any library but those named with `npm:` anywhere
 * in the table, which only the folders that name them may use.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  shared: ['shared', 'npm:zod'],
  'electron/engine': ['electron/engine', 'shared', 'node', 'npm', 'npm:zod'],
  'electron/simulator': ['electron/simulator', 'shared', 'node', 'npm', 'npm:zod'],
  'electron/ipc': ['electron/ipc', 'electron/engine', 'shared', 'node', 'npm', 'npm:zod'],
  'electron/ipc/electron.ts': [
    'electron/ipc',
    'electron/engine',
    'shared',
    'node',
    'npm',
    'npm:zod',
    'npm:electron',
  ],
  'electron/headless': [
    'electron/headless',
    'electron/engine',
    'electron/ipc',
    'electron/simulator',
    'shared',
    'node',
    'npm',
    'npm:zod',
  ],
  'electron/main': [
    'electron/main',
    'electron/engine',
    'electron/ipc',
    'electron/simulator',
    // `--headless` is the command line's `run`; the commands themselves are not its business.
    'electron/headless/program.ts',
    'electron/headless/process-shell.ts',
    'electron/headless/warnings.ts',
    'shared',
    'node',
    'npm',
    'npm:zod',
    'npm:electron',
  ],
  'electron/preload': ['electron/preload', 'shared/contract', 'npm:electron'],
  // The composition root and the frame around the pages know all of the interface.
  'renderer/src': ['renderer/src', 'shared', 'npm', 'npm:react', 'npm:react-dom'],
  'renderer/src/ipc': ['renderer/src/ipc', 'shared', 'npm', 'npm:react'],
  'renderer/src/ui': ['renderer/src/ui', 'shared/model', 'shared/assert-never.ts', 'npm', 'npm:react'],
  'renderer/src/app': [
    'renderer/src/app',
    'renderer/src/ui',
    'renderer/src/ipc',
    'shared',
    'npm',
    'npm:react',
    'npm:react-dom',
  ],
  ...features(['overview', 'devices', 'live', 'tester', 'alerts', 'queue', 'logs', 'settings']),
}

/** A page of the interface stands on the common parts and knows no other page. */
function features(names: readonly string[]): Record<string, readonly string[]> {
  const common = ['renderer/src/ui', 'renderer/src/ipc', 'renderer/src/app', 'shared', 'npm', 'npm:react']
  return Object.fromEntries(
    names.map((name) => [`renderer/src/features/${name}`, [`renderer/src/features/${name}`, ...common]]),
  )
}
const guardedPackages = new Set(
  Object.values(mayImport).flatMap((allowed) => allowed.filter((name) => name.startsWith('npm:'))),
)
/** The desktop shell must not carry the commands; the transport with electron must not reach plain Node. */
const neverImport: readonly (readonly [from: string, to: string])[] = [
  ['electron/headless', 'electron/ipc/electron.ts'],
]

interface Import {
  readonly from: string
  readonly to: string
}

function importsOf(file: string, source: string): Import[] {
  const { module } = parseSync(file, source)
  const specifiers = [
    ...module.staticImports.map((entry) => entry.moduleRequest.value),
    ...module.staticExports.flatMap((statement) =>
      statement.entries.map((entry) => entry.moduleRequest?.value),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) =>
      source.slice(moduleRequest.start, moduleRequest.end).replaceAll(/['"`]/g, ''),
    ),
  ].filter((specifier) => specifier !== undefined)
  return [...new Set(specifiers)].map((to) => ({
    from: file,
    to: to.startsWith('.')
      ? normalize(join(dirname(file), to))
          .split(sep)
          .join('/')
      : to,
  }))
}

function kindOf(to: string): string {
  if (isBuiltin(to)) return 'node'
  if (/^(shared|electron|renderer|e2e|bench|scripts|config)\//.test(to)) return to
  const name = to.split('/', to.startsWith('@') ? 2 : 1).join('/')
  return guardedPackages.has(`npm:${name}`) ? `npm:${name}` : 'npm'
}

function violation({ from, to }: Import): string | null {
  const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)
  const rule = Object.keys(mayImport)
    .filter((folder) => inside(from, folder))
    .toSorted((a, b) => b.length - a.length)[0]
  if (rule === undefined) return `${from} lies in no layer`
  const kind = kindOf(to)
  const allowed = (mayImport[rule] ?? []).some((name) => kind === name || inside(kind, name))
  const forbidden = neverImport.some(([source, target]) => inside(from, source) && inside(kind, target))
  return allowed && !forbidden ? null : `${from} imports ${to}`
}

const productFiles = globSync(['shared/**/*.ts', 'electron/**/*.ts', 'renderer/src/**/*.{ts,tsx}']).filter(
  (file) => !/\.test\.tsx?$/.test(file),
)

describe('the layers', () => {
  it('import only what the table allows', () => {
    expect(productFiles.length).toBeGreaterThan(10)
    const violations = productFiles
      .flatMap((file) => importsOf(file.split(sep).join('/'), readFileSync(file, 'utf8')))
      .map(violation)
      .filter((text) => text !== null)
    expect(violations).toEqual([])
  })

  it.each([
    ['electron/engine/engine.ts', "import { run } from '../headless/main.ts'"],
    ['electron/engine/engine.ts', "import { app } from 'electron'"],
    ['electron/engine/engine.ts', "export {\n  a,\n  b,\n} from '../ipc/http.ts'"],
    ['electron/simulator/meters.ts', "import { decoderFor } from '../engine/modbus/codec.ts'"],
    ['electron/headless/main.ts', "import { serve } from '../ipc/electron.ts'"],
    ['electron/headless/main.ts', "const { app } = await import('electron')"],
    ['shared/model/device.ts', "import { readFile } from 'node:fs'"],
    ['electron/preload/index.ts', "import { z } from 'zod'"],
    ['renderer/src/features/live/page.tsx', "import { row } from '../overview/row.tsx'"],
    ['renderer/src/ui/table.tsx', "import { gateway } from '../ipc/gateway.ts'"],
    ['renderer/src/app.tsx', "import { createEngine } from '../../electron/engine/engine.ts'"],
    ['electron/engine/engine.ts', "import { startFaultMeter } from '../../e2e/support/fault-meter.ts'"],
  ])('%s may not contain: %s', (file, source) => {
    expect(importsOf(file, source).map(violation)).toEqual([expect.stringContaining(file)])
  })
})
