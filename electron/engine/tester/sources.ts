import type { ApiConfig } from '../../../shared/model/index.ts'
import type { Subjects, SubjectSources } from './subject.ts'

/** Who tests, for what leaves the gateway. */
export interface GatewayFacts {
  readonly id: string
  /** Of the program. */
  readonly version: string
  readonly hostName: string
}

/** What the tools know of the gateway around them. */
export interface TesterSources extends SubjectSources {
  readonly maxRetries: () => number
  /** null: no api_url. */
  readonly api: () => ApiConfig | null
  readonly gateway: GatewayFacts
  /** Paths of the serial ports of this computer. */
  readonly listSerialPorts: () => Promise<readonly string[]>
}

export interface ToolSources extends Omit<TesterSources, keyof SubjectSources> {
  readonly subjects: Subjects
}
