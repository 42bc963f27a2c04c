import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { markdownTable } from './table.ts'

const root = join(import.meta.dirname, '..', '..')

/** What each direct dependency is for. One that is not named here, or is no dependency any more, fails the test. */
const reasons: Readonly<Record<string, string>> = {
  '@fastify/static': 'serves the built interface',
  '@fastify/websocket': 'connection of the interface in a browser',
  commander: 'command line: options, help, suggestions',
  'electron-log': 'log file with rotation; a file transport without Electron',
  fastify: 'HTTP: interface, health, metrics, reference API',
  'modbus-serial': 'requests and answers of Modbus; simulated meters',
  'prom-client': 'metrics in the Prometheus format',
  serialport: 'serial lines, with prebuilt libraries for every system',
  undici: 'upload with keep-alive and an extra certificate authority; WebSocket to another gateway',
  zod: 'parses whatever comes from outside, by the contract',
  '@axe-core/playwright': 'accessibility of every page, tested',
  '@cspell/dict-es-es': 'spelling of the Spanish documents',
  '@mantine/core': 'components of the interface',
  '@mantine/hooks': 'its hooks',
  '@playwright/test': 'journeys in a browser and in the desktop app',
  '@tabler/icons-react': 'icons of the interface',
  '@tanstack/react-virtual': 'long lists',
  '@types/ini': 'types',
  '@types/node': 'types',
  '@types/react': 'types',
  '@types/react-dom': 'types',
  '@types/ws': 'types',
  '@vitejs/plugin-react': 'builds the interface',
  cspell: 'spelling of the documents',
  'dockerfile-utils': 'lint of the Dockerfile',
  electron: 'the desktop app; its binary is fetched on first use, by nothing else',
  'electron-builder': 'packages of the desktop app',
  'electron-vite': 'builds main, preload and interface',
  'fast-check': 'property tests',
  i18next: 'English and Spanish',
  ini: 'a peer for our own reader of config.ini, in tests',
  jsmodbus: 'a peer for our Modbus, in benchmarks',
  node: 'Node 24 on the PATH of every npm script, whatever the machine has',
  oxlint: 'lint',
  prettier: 'format',
  react: 'the interface',
  'react-dom': 'the interface',
  recharts: 'charts',
  typescript: 'types, checked',
  vite: 'builds the interface; reads imports for the test of the layers',
  vitest: 'tests',
  zustand: 'state of the interface',
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8'))

function rowOf([name, range]: readonly [string, string]): readonly string[] {
  const reason = reasons[name]
  if (reason === undefined) throw new Error(`say in scripts/docs/dependencies.ts what ${name} is for`)
  const { license } = read<{ readonly license?: string }>(`node_modules/${name}/package.json`)
  if (license === undefined) throw new Error(`${name} names no licence`)
  return [`\`${name}\``, range, license, reason]
}

const table = (ranges: Readonly<Record<string, string>>): string =>
  markdownTable(['package', 'version', 'licence', 'what for'], Object.entries(ranges).map(rowOf))

/** @throws Error where the list of reasons and package.json differ */
export function dependencyTables(): string {
  const { dependencies, devDependencies } = read<Manifest>('package.json')
  const known = new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)])
  const gone = Object.keys(reasons).filter((name) => !known.has(name))
  if (gone.length > 0) throw new Error(`no dependency any more: ${gone.join(', ')}`)
  return ['## At run time', table(dependencies), '## To build and to test', table(devDependencies)].join(
    '\n\n',
  )
}
