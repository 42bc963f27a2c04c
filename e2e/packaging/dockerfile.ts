import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Instruction {
  readonly name: string
  readonly value: string
}

export const dockerfile = readFileSync(join(import.meta.dirname, '..', '..', 'Dockerfile'), 'utf8')

/** Of the Dockerfile, by stage. */
export const stages: readonly (readonly Instruction[])[] = instructionsOf(dockerfile)
const image = stages.at(-1) ?? []

/** In the image itself. */
export const valuesOf = (name: string): readonly string[] =>
  image.filter((each) => each.name === name).map(({ value }) => value)

/** The exec form: nothing but the program itself gets the signals. */
export const wordsOf = (value = ''): readonly string[] => JSON.parse(value)

/** What an engine runs to know whether a container is well. */
export const healthCommand: readonly string[] = wordsOf(valuesOf('HEALTHCHECK')[0]?.replace(/^.* CMD /, ''))

function instructionsOf(text: string): readonly (readonly Instruction[])[] {
  const found: Instruction[][] = []
  for (const line of text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')) {
    const { name, value } = /^(?<name>[A-Z]+) (?<value>.*)$/.exec(line)?.groups ?? {}
    if (name === undefined || value === undefined) continue
    if (name === 'FROM') found.push([])
    found.at(-1)?.push({ name, value })
  }
  return found
}
