// The scripts that go into each page: the page's own world and the isolated one of the preload script.
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { compileFunction } from 'node:vm'
import { makeBridge } from './bridge.ts'
import { makeCodec } from './codec.ts'
import { mainWorld, preloadWorld } from './page-side.ts'

export const world = 'Electron Isolated Context'

// Node keeps no helper names in these functions, so their text is complete.
const text = (f: (...a: never[]) => unknown): string => `(${f.toString()})`

interface Names {
  token: string
  binding: string
  deliver: string
}

export function injectedScripts(file: string | undefined, names: Names): { page: string; preload: string } {
  const config = {
    ...names,
    filename: file ?? '',
    dirname: file === undefined ? '' : dirname(file),
    process: {
      type: 'renderer',
      platform: process.platform,
      arch: process.arch,
      versions: { ...process.versions },
      env: { ...process.env },
      argv: [],
    },
  }
  return {
    page: `${text(mainWorld)}(${text(makeBridge)}, ${JSON.stringify(names.token)})`,
    preload: `${text(preloadWorld)}(${text(makeBridge)}, ${text(makeCodec)}, ${JSON.stringify(config)}, ${preloadFunction(file)})`,
  }
}

function preloadFunction(file: string | undefined): string {
  if (file === undefined) return 'null'
  const names = ['require', 'process', 'exports', 'module', '__filename', '__dirname']
  try {
    const source = readFileSync(file, 'utf8')
    compileFunction(source, names, { filename: file })
    return `function (${names.join(', ')}) {\n${source}\n}`
  } catch (e) {
    console.error(`Unable to load preload script: ${file}`, e)
    return 'null'
  }
}
