import { hash } from 'node:crypto'

/** Names a text of the file; empty where there is none. */
export const revisionOf = (text: string | null): string =>
  text === null || text === '' ? '' : hash('sha256', text)
