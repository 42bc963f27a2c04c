import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { parsePlainYaml } from './plain-yaml.ts'

const document = parsePlainYaml(
  readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'api.openapi.yaml'), 'utf8'),
)

/** A part of docs/api.openapi.yaml. @throws Error naming the step at which the document ends */
export function openApi(...path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => {
    if (typeof node !== 'object' || node === null || !(key in node)) throw new Error(`no ${path.join(' / ')}`)
    return Object.entries(node).find(([name]) => name === key)?.[1]
  }, document)
}

/** The document's own schema as a check. */
export function openApiSchema(name: string): z.ZodType {
  const defs = JSON.parse(
    JSON.stringify(openApi('components', 'schemas')).replaceAll('#/components/schemas/', '#/$defs/'),
  )
  return z.fromJSONSchema({ $ref: `#/$defs/${name}`, $defs: defs })
}
