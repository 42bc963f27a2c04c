import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

export const page = (name: string): string => readFileSync(join(root, name), 'utf8')

/** Every document of the repository, by its path from the root. */
export const documents: readonly string[] = globSync(['*.md', 'docs/**/*.md', 'e2e/**/*.md'], { cwd: root })
  .map((path) => path.split(sep).join('/'))
  .toSorted()

export interface Block {
  readonly document: string
  /** Line of the file on which its text begins. */
  readonly line: number
  /** What stands behind the fence: `sh`, `sh run`. */
  readonly info: string
  readonly text: string
}

/** The fenced blocks of a document. */
export function blocksOf(document: string): readonly Block[] {
  const blocks: Block[] = []
  let open: { line: number; info: string; lines: string[] } | null = null
  for (const [index, line] of page(document).split('\n').entries()) {
    if (!line.startsWith('```')) {
      open?.lines.push(line)
    } else if (open === null) {
      open = { line: index + 2, info: line.slice(3).trim(), lines: [] }
    } else {
      blocks.push({ document, line: open.line, info: open.info, text: open.lines.join('\n') })
      open = null
    }
  }
  return blocks
}
