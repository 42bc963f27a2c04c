import type { EventSink } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import { initialLogState, nextLog } from './log-events.ts'
import type { LogLine } from './log-events.ts'

/** A sink that writes what happens in the engine to the log, each trouble once. */
export function createEventLog({
  logger,
  clock,
}: {
  readonly logger: Logger
  readonly clock: Clock
}): EventSink {
  let state = initialLogState
  const children = new Map<string, Logger>()

  function childNamed(name: string): Logger {
    const known = children.get(name)
    if (known !== undefined) return known
    const child = logger.child(name)
    children.set(name, child)
    return child
  }

  function write({ level, logger: name, message }: LogLine): void {
    const child = childNamed(name)
    if (level === 'ERROR') child.error(message)
    else if (level === 'WARNING') child.warning(message)
    else if (level === 'INFO') child.info(message)
    else child.debug(message)
  }

  return (event) => {
    const step = nextLog(state, event, clock.monotonicMs())
    state = step.state
    step.lines.forEach(write)
  }
}
