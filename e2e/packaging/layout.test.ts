import { spawn, spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBundle } from '../support/cli.ts'
import { waitFor } from '../support/wait.ts'
import { startPlant } from './meter.ts'
import { fusesOf, pack, type Packed } from './pack.ts'

// The stand-in for Electron has no asar: what is in it is taken out and run. Electron's own way into it is not shown.
const canPack = hasBundle && process.platform === 'linux' && process.arch === 'x64'

describe.skipIf(!canPack)('the packed desktop app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-packed-'))
  let app: Packed
  beforeAll(() => {
    app = pack(folder)
  }, 300_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const files = (): readonly string[] =>
    globSync('**/*', { cwd: app.content }).filter((file) => statSync(join(app.content, file)).isFile())

  it('has its main script, preload, page, template and profiles', () => {
    const { main }: { main: string } = JSON.parse(readFileSync(join(app.content, 'package.json'), 'utf8'))
    const needed = [
      main,
      'out/preload/index.cjs',
      'out/renderer/index.html',
      'config/config.ini',
      'config/demo.ini',
      'config/meters/eastron-sdm630.json',
      'LICENSE',
    ]
    expect(needed.filter((file) => !existsSync(join(app.content, file)))).toEqual([])
  })

  it('has the manual where other programs can open it', () => {
    expect(existsSync(join(app.resources, 'docs', 'operations.md'))).toBe(true)
    expect(globSync('docs/**/*.png', { cwd: app.resources })).toEqual([])
  })

  it('has no sources, tests, maps, documents and no development packages', () => {
    const own = files().filter((file) => !file.startsWith('node_modules/'))
    expect(own.filter((file) => !/^(?:out|config)\/|^LICENSE$|^package\.json$/.test(file))).toEqual([])
    expect(files().filter((file) => /\.(?:tsx?|mts|cts|map|md|cc|h)$|\.test\.|\.spec\./.test(file))).toEqual(
      [],
    )
    const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
      readFileSync('package.json', 'utf8'),
    )
    const packed = Object.keys(devDependencies).filter((name) =>
      existsSync(join(app.content, 'node_modules', name)),
    )
    expect(packed).toEqual([])
  })

  it('has one native library, for this system and processor, beside the archive, and it loads', () => {
    const unpacked = join(app.resources, 'app.asar.unpacked')
    const libraries = globSync('**/*.node', { cwd: unpacked })
    expect(libraries).toEqual([
      'node_modules/@serialport/bindings-cpp/prebuilds/linux-x64/@serialport+bindings-cpp.glibc.node',
    ])
    const load = `process.dlopen({ exports: {} }, ${JSON.stringify(join(unpacked, libraries[0] ?? ''))})`
    expect(spawnSync(process.execPath, ['-e', load], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    })
  })

  it('has the fuses of a program that is nothing but itself', () => {
    expect(fusesOf(app.executable)).toEqual({
      runAsNode: false,
      cookieEncryption: true,
      nodeOptions: false,
      nodeCliInspect: false,
      asarIntegrity: true,
      onlyLoadAppFromAsar: true,
    })
  })

  it('collects with --headless from a meter, and reaches for a serial port', async () => {
    const plant = await startPlant()
    const place = mkdtempSync(join(folder, 'plant-'))
    const config = join(place, 'config.ini')
    writeFileSync(config, plant.ini)
    const startedMs = performance.now()
    const child = spawn(
      app.executable,
      ['--headless', '--json', '--config', config, '--data-dir', join(place, 'data')],
      {
        cwd: place,
        env: { PATH: process.env['PATH'], HOME: place, LOG_FILE: join(place, 'log', 'gateway.log') },
      },
    )
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
    }
    const ended = new Promise((resolve) => child.once('close', resolve))
    await waitFor('a good value', () => said.includes('"quality":"GOOD"'))
    const firstReadingMs = performance.now() - startedMs
    await waitFor('the missing port in words', () => said.includes('is the adapter plugged in?'))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    await plant.close()
    report(firstReadingMs)
  })

  function report(firstReadingMs: number): void {
    const sizeOf = (path: string): number =>
      globSync('**/*', { cwd: path })
        .map((file) => statSync(join(path, file)))
        .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0)
    const archive = statSync(join(app.resources, 'app.asar')).size
    const beside = sizeOf(join(app.resources, 'app.asar.unpacked'))
    const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`
    console.info(
      `packed without Electron: app.asar ${megabytes(archive)} in ${files().length} files, beside it ${megabytes(beside)}; ` +
        `first reading after ${firstReadingMs.toFixed(0)} ms, headless on the stand-in for Electron`,
    )
  }
})
