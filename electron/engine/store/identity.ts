import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from './durable-file.ts'

const usable = /^[\x21-\x7e]{1,200}$/

export interface GatewayIdentity {
  readonly id: string
  /** There was an identity, and it could not be used: for the API this is another gateway from now on. */
  readonly replacesDamaged: boolean
}

/**
 * The identity of a gateway whose configuration names none: generated once, kept beside the journal in a file of its own
 * so that a damaged journal does not change it.
 *
 * @throws the file system's error where it can be neither read nor written
 */
export function gatewayIdentity(dir: string): GatewayIdentity {
  const path = join(dir, 'gateway-id')
  const known = readIfThere(path)?.trim()
  if (known !== undefined && usable.test(known)) return { id: known, replacesDamaged: false }
  const id = randomUUID()
  writeDurably(path, `${id}\n`)
  return { id, replacesDamaged: known !== undefined }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
