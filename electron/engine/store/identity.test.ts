import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { gatewayIdentity } from './identity.ts'

describe('the identity of a gateway', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'identity-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  it('is made once and kept', () => {
    const { id, replacesDamaged } = gatewayIdentity(dir)
    expect(replacesDamaged).toBe(false)
    expect(gatewayIdentity(dir)).toEqual({ id, replacesDamaged: false })
    expect(readFileSync(join(dir, 'gateway-id'), 'utf8')).toBe(`${id}\n`)
  })

  it.each(['', '\0\0\0', 'two words'])(
    'made anew in the place of the damaged %j does so not silently',
    (text) => {
      writeFileSync(join(dir, 'gateway-id'), text)
      const { id, replacesDamaged } = gatewayIdentity(dir)
      expect(replacesDamaged).toBe(true)
      expect(gatewayIdentity(dir)).toEqual({ id, replacesDamaged: false })
    },
  )
})
