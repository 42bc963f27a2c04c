import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Three simulated meters as a technician would write them down, with comments that are to be kept. */
export const plantIni = readFileSync(join(import.meta.dirname, 'plant.ini'), 'utf8')
