import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { profileJsonSchema, schemaFileName } from '../electron/engine/config/profile-file.ts'

/** Writes the JSON Schema of meter profiles beside them. A test fails while it is not the one that the loader uses. */
const path = join(import.meta.dirname, '..', 'config', 'meters', schemaFileName)
await writeFile(path, `${JSON.stringify(profileJsonSchema(), null, 2)}\n`)
