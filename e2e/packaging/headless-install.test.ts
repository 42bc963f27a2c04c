import { spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBundle, type RunningCli, startCli } from '../support/cli.ts'
import { waitFor } from '../support/wait.ts'
import { healthCommand } from './dockerfile.ts'
import { startPlant } from './meter.ts'

const root = join(import.meta.dirname, '..', '..')

function npm(cwd: string, ...args: readonly string[]): string {
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier']
  const { status, stdout, stderr } = spawnSync('npm', [...args, ...quiet], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error(`npm ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
  return stdout
}

/** @returns the exit code of the container's health check at this address */
function healthAt(url: string): Promise<number | null> {
  const [program = '', ...words] = healthCommand.map((word) => word.replace('http://127.0.0.1:8080', url))
  return new Promise((resolve) => {
    spawn(program, words, { stdio: 'ignore' }).once('close', resolve)
  })
}

// `npm pack`, then `npm install --global` of the tarball, as on a box without a checkout. Production packages come from
// npm's cache where they are there already.
describe.skipIf(!hasBundle)('the npm package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-installed-'))
  const prefix = join(folder, 'prefix')
  const modules =
    process.platform === 'win32' ? join(prefix, 'node_modules') : join(prefix, 'lib', 'node_modules')
  const program = join(modules, 'gateway-ems', 'out', 'main', 'headless.js')
  const site = join(folder, 'site')
  let tarball = ''

  beforeAll(() => {
    // out/ is built already, which is what prepack would do.
    npm(root, 'pack', '--ignore-scripts', '--pack-destination', folder)
    tarball = join(folder, globSync('*.tgz', { cwd: folder })[0] ?? '')
    npm(folder, 'install', '--global', '--prefix', prefix, '--prefer-offline', tarball)
    mkdirSync(site)
  }, 300_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const installed = (args: readonly string[]): RunningCli => startCli(args, { cwd: site, program })

  it('holds what runs and its documents, nothing else', () => {
    const own = globSync('**/*', { cwd: join(modules, 'gateway-ems'), exclude: ['node_modules'] })
    const tops = new Set(own.map((path) => path.split(/[\\/]/)[0] ?? ''))
    const shipped = [
      'LICENSE',
      'README.es.md',
      'README.md',
      'config',
      'deploy',
      'docs',
      'out',
      'package.json',
    ]
    expect([...tops].filter((top) => top !== 'node_modules').toSorted()).toEqual(shipped)
    expect(own.filter((path) => /\.tsx?$|\.map$|\.test\.|screenshots/.test(path))).toEqual([])
    console.info(`the tarball: ${(statSync(tarball).size / 1024).toFixed(0)} KiB`)
  })

  it('needs no development package', () => {
    const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    )
    const found = Object.keys(devDependencies).filter((name) =>
      existsSync(join(modules, 'gateway-ems', 'node_modules', name)),
    )
    expect(found).toEqual([])
  })

  it('makes a configuration that is right, called by its name', async () => {
    const command =
      process.platform === 'win32' ? join(prefix, 'gateway-ems.cmd') : join(prefix, 'bin', 'gateway-ems')
    const { status, stdout } = spawnSync(command, ['init'], {
      cwd: site,
      encoding: 'utf8',
      env: { PATH: dirname(process.execPath) },
      shell: process.platform === 'win32',
    })
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('gateway-ems test DEVICE_1'),
    })
    expect(await installed(['check']).ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('no findings'),
    })
  })

  it('collects from a meter into a fresh folder, serves the interface, is healthy, and ends with 0', async () => {
    const plant = await startPlant()
    writeFileSync(join(site, 'config', 'config.ini'), plant.ini)
    const startedMs = performance.now()
    const running = installed(['run', '--json', '--serve', '127.0.0.1:0'])
    const stdout = await running.outputWith('"quality":"GOOD"')
    console.info(`first reading ${(performance.now() - startedMs).toFixed(0)} ms after the start`)
    await expect.poll(() => running.output.stderr).toContain('is the adapter plugged in?')
    const { served_at: url }: { served_at: string } = JSON.parse(stdout.split('\n')[0] ?? '')
    const page = await fetch(url)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<script type="module"')
    await waitFor('health', async () => (await healthAt(url)) === 0)
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 0 })
    expect(await healthAt(url)).toBe(1)
    await plant.close()
    const exported = await installed(['export', '--json']).ended
    expect(exported.stdout).toContain('"device_id":"METER"')
  })
})
