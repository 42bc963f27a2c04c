import type { Parser } from '../values.ts'

/** One key of config.ini. What the reader, the validator and the reference share. */
export interface KeySpec<T> {
  readonly name: string
  readonly aliases: readonly string[]
  /** Environment variable that stands above the file ([DEFAULT] alone for a device's key). */
  readonly env: string | null
  /** As it would be written; null when there is none. */
  readonly default: string | null
  readonly unit: string | null
  /** What may be written, in words. */
  readonly allowed: string
  readonly doc: string
  readonly isSecret: boolean
  /** One item per register, or a single one for all. */
  readonly isList: boolean
  /** Of the whole value, or of one item of a list. */
  readonly parse: Parser<T>
}

type Given<T> = Pick<KeySpec<T>, 'name' | 'doc' | 'allowed' | 'parse'> & Partial<KeySpec<T>>

export const key = <T>(given: Given<T>): KeySpec<T> => ({
  aliases: [],
  env: null,
  default: null,
  unit: null,
  isSecret: false,
  isList: false,
  ...given,
})

export const second = 1000
export const day = 86_400 * second
export const durationWords = 'a duration: 30, 30s, 500ms, 5m'
