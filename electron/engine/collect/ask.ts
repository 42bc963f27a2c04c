import { setTimeout as sleep } from 'node:timers/promises'
import type { DeviceConfig } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { busyPauseMs, isBusyCode } from '../modbus/exception-text.ts'
import type { Link } from '../modbus/link.ts'
import type { ReadOutcome, ReadRequest } from '../modbus/request.ts'

export interface AskLimits {
  /** Tries at most, the first one included. */
  readonly tries: number
  /** When the request was due; monotonic. The link serves by it. */
  readonly dueMs: number
  /** End of the slot, monotonic: no further try starts that could not end before it. */
  readonly slotEndMs: number
  readonly signal: AbortSignal
}

export interface Asked {
  readonly outcome: ReadOutcome
  readonly tries: number
}

/** One read with its retries: only for timeouts, bad frames, a busy unit, and once for a connection found dead. */
export async function ask(
  link: Link,
  device: DeviceConfig,
  request: ReadRequest,
  limits: AskLimits,
  clock: Clock,
  onOutcome: (outcome: ReadOutcome) => void,
): Promise<Asked> {
  let reconnected = false
  for (let tries = 1; ; tries++) {
    const outcome = await link.read(device.unitId, request, {
      timeoutMs: device.timeoutMs,
      requestDelayMs: device.requestDelayMs,
      dueMs: limits.dueMs,
      signal: limits.signal,
    })
    onOutcome(outcome)
    const timeLeft = clock.monotonicMs() + device.timeoutMs <= limits.slotEndMs
    switch (outcome.kind) {
      case 'data':
      case 'aborted':
        return { outcome, tries }
      case 'exception':
        if (!isBusyCode(outcome.code) || tries >= limits.tries || !timeLeft) return { outcome, tries }
        await sleep(busyPauseMs, undefined, { signal: limits.signal }).catch(() => undefined)
        break
      case 'link-down':
        // A meter that closes idle connections is not a dead link: one fresh connection, at once.
        if (reconnected || link.state.kind === 'backoff' || !timeLeft) return { outcome, tries }
        reconnected = true
        break
      case 'timeout':
      case 'bad-frame':
        if (tries >= limits.tries || !timeLeft) return { outcome, tries }
    }
  }
}
