/** `npm run docs`: writes the parts of the documents that come from the code. Their tests hold them to it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentParts } from './docs/parts.ts'
import { withPart } from './docs/marked-part.ts'

const root = join(import.meta.dirname, '..')

for (const { page, name, text } of documentParts) {
  const file = join(root, page)
  writeFileSync(file, withPart(readFileSync(file, 'utf8'), name, text()))
  process.stdout.write(`${page}: ${name}\n`)
}
