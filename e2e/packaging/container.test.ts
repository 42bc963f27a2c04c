import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { globalKeys } from '../../electron/engine/config/schema.ts'
import { startCli } from '../support/cli.ts'
import { waitFor } from '../support/wait.ts'
import { startPlant } from './meter.ts'

// No container engine is asked for: what the image is made of is read, and its parts that are programs are run.
const root = join(import.meta.dirname, '..', '..')
const text = (name: string): string => readFileSync(join(root, name), 'utf8')

interface Instruction {
  readonly name: string
  readonly value: string
}

/** By stage. */
function instructionsOf(dockerfile: string): readonly (readonly Instruction[])[] {
  const stages: Instruction[][] = []
  for (const line of dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')) {
    const { name, value } = /^(?<name>[A-Z]+) (?<value>.*)$/.exec(line)?.groups ?? {}
    if (name === undefined || value === undefined) continue
    if (name === 'FROM') stages.push([])
    stages.at(-1)?.push({ name, value })
  }
  return stages
}

const stages = instructionsOf(text('Dockerfile'))
const image = stages.at(-1) ?? []
const valuesOf = (name: string): readonly string[] =>
  image.filter((each) => each.name === name).map(({ value }) => value)
/** The exec form: nothing but the program itself gets the signals. */
const wordsOf = (value = ''): readonly string[] => JSON.parse(value)

const faultsIn = (dockerfile: string): readonly string[] =>
  validate(dockerfile).map(({ range, message }) => `line ${range.start.line + 1}: ${message}`)

describe('the container image', () => {
  it('is described without a fault', () => {
    const dockerfile = text('Dockerfile')
    expect(faultsIn(dockerfile)).toEqual([])
    expect(faultsIn(dockerfile.replace('--interval=30s', '--interval=30'))).toEqual([
      expect.stringContaining('missing unit'),
    ])
  })

  it('is built on the Node that the package asks for', () => {
    const { engines }: { engines: { node: string } } = JSON.parse(text('package.json'))
    const major = /\d+/.exec(engines.node)?.[0] ?? ''
    expect(stages.map(([from]) => from?.value)).toEqual([`node:${major}-slim AS build`, `node:${major}-slim`])
  })

  it('runs Node itself, as a user who is not root but may use serial ports, with no npm', () => {
    expect(valuesOf('USER')).toEqual(['node'])
    expect(valuesOf('RUN').join()).toMatch(/usermod --append --groups dialout node/)
    const [program, script = ''] = wordsOf(valuesOf('ENTRYPOINT')[0])
    expect(program).toBe('node')
    expect(existsSync(join(root, script.replace('/opt/gateway-ems/', '')))).toBe(
      existsSync(join(root, 'out')),
    )
    expect(valuesOf('RUN').join()).not.toContain('npm')
  })

  it('keeps configuration, journal and log in volumes, and nothing of this computer in itself', () => {
    expect(wordsOf(valuesOf('VOLUME')[0])).toEqual(['/app/config', '/app/data', '/app/log'])
    const ignored = text('.dockerignore').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['.git', 'node_modules', 'out', 'data', 'log', '.env*']))
  })

  it('is healthy while every stage makes progress, and not when nobody answers', async () => {
    const [program = '', ...args] = wordsOf(valuesOf('HEALTHCHECK')[0]?.replace(/^.* CMD /, ''))
    const asked = (url: string): Promise<number | null> =>
      new Promise((resolve) => {
        const command = args.map((word) => word.replace('http://127.0.0.1:8080', url))
        spawn(program, command, { stdio: 'ignore' }).once('close', resolve)
      })
    const folder = mkdtempSync(join(tmpdir(), 'gateway-health-'))
    const plant = await startPlant()
    writeFileSync(join(folder, 'config.ini'), plant.ini)
    const running = startCli(
      ['run', '--json', '--config', 'config.ini', '--data-dir', 'data', '--serve', '127.0.0.1:0'],
      { cwd: folder },
    )
    await running.outputWith('"quality":"GOOD"')
    const { served_at: url }: { served_at: string } = JSON.parse(running.output.stdout.split('\n')[0] ?? '')
    await waitFor('health', async () => (await asked(url)) === 0)
    running.child.kill('SIGTERM')
    await running.ended
    expect(await asked(url)).toBe(1)
    await plant.close()
    rmSync(folder, { recursive: true, force: true })
  })
})

describe('compose.yaml', () => {
  const compose = text('compose.yaml')

  it('sets variables that the gateway knows', () => {
    const set = [...compose.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name]) => name ?? '')
    const known = new Set(Object.values(globalKeys).map(({ env }) => env))
    expect(set.length).toBeGreaterThan(2)
    expect(set.filter((name) => !known.has(name))).toEqual([])
  })

  it('has a place for temporary files beside a root that cannot be written', () => {
    expect(compose).toMatch(/^ {4}read_only: true$/m)
    expect(compose).toMatch(/^ {4}tmpfs:\n {6}- \/tmp$/m)
  })

  it('has what the earlier gateway had: its folders, a serial port, a restart', () => {
    for (const line of [
      '- ./config:/app/config',
      '- ./log:/app/log',
      '- /dev/ttyUSB0:/dev/ttyUSB0',
      'restart: unless-stopped',
    ]) {
      expect(compose).toContain(line)
    }
  })
})
