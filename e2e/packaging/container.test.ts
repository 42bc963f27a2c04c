import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { globalKeys } from '../../electron/engine/config/schema.ts'
import { dockerfile, stages, valuesOf, wordsOf } from './dockerfile.ts'

// No container engine is asked for: what the image is made of is read. Its health check is run in headless-install.test.ts.
const root = join(import.meta.dirname, '..', '..')
const text = (name: string): string => readFileSync(join(root, name), 'utf8')

const faultsIn = (text: string): readonly string[] =>
  validate(text).map(({ range, message }) => `line ${range.start.line + 1}: ${message}`)

describe('the container image', () => {
  it('is described without a fault', () => {
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
