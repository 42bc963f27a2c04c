import { configReference } from './config-reference.ts'
import { dependencyTables } from './dependencies.ts'

export interface DocumentPart {
  readonly page: string
  /** As its marks name it. */
  readonly name: string
  readonly text: () => string
}

export const documentParts: readonly DocumentPart[] = [
  { page: 'docs/configuration.md', name: 'reference', text: configReference },
  { page: 'docs/dependencies.md', name: 'dependencies', text: dependencyTables },
]
