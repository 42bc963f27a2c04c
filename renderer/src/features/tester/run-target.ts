import { assertNever } from '../../../../shared/assert-never.ts'
import type { RunRequest, TestSubject } from '../../../../shared/contract/tester.ts'
import { endpointText } from './target.ts'

/** What a run is pointed at, as one names it. */
export interface RunTarget {
  /** Of a device its id, else the line. */
  readonly name: string
  /** null: the whole line, or a device that has its own. */
  readonly unitId: number | null
}

/** null: it is pointed at nothing that can be chosen. */
export function targetOf(request: RunRequest): RunTarget | null {
  switch (request.kind) {
    case 'test':
    case 'report':
      return targetOfSubject(request.subject)
    case 'probe':
    case 'find':
    case 'find-several':
    case 'scan-registers':
    case 'sunspec':
      return { name: endpointText(request.target.endpoint), unitId: request.target.unitId }
    case 'scan-units':
      return { name: endpointText(request.target.endpoint), unitId: null }
    case 'scan-serial':
      return { name: request.path, unitId: null }
    case 'api':
      return null
    default:
      return assertNever(request)
  }
}

function targetOfSubject(subject: TestSubject): RunTarget {
  if (subject.kind === 'device') return { name: subject.deviceId, unitId: null }
  const { endpoint, unitId } = subject.target
  return { name: endpointText(endpoint), unitId }
}

/** What is shown of one is not to be taken for what is chosen. */
export function isOfAnother(shown: RunRequest, chosen: RunRequest): boolean {
  const [one, other] = [targetOf(shown), targetOf(chosen)]
  return one !== null && other !== null && (one.name !== other.name || one.unitId !== other.unitId)
}
