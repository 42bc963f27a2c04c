import type { UnitTarget } from '../../../../shared/contract/tester.ts'
import { unitId } from '../../../../shared/model/index.ts'
import { heldText } from '../../diagnose/advice.ts'
import type { CostedTarget } from '../../probe/probe.ts'
import type { StretchEnd } from '../../probe/stretch.ts'
import { linkOf } from '../subject.ts'
import type { RunContext } from '../tool.ts'

/** What the tools that read stretches of registers have in common: whom they ask, at what price, and how it ended. */

export const costedTarget = (
  { endpoint, timeoutMs, requestDelayMs }: UnitTarget,
  mostMs: number,
): CostedTarget => ({
  link: linkOf(endpoint),
  timeoutMs: Math.min(timeoutMs, mostMs),
  requestDelayMs,
})

type LineContext = Pick<RunContext<'probe'>, 'borrow' | 'timeoutOn' | 'clock' | 'signal'>

export function stretchOf(target: UnitTarget, { borrow, timeoutOn, clock, signal }: LineContext) {
  const config = linkOf(target.endpoint)
  return {
    link: borrow(config, 'many').link,
    unitId: unitId(target.unitId),
    timeoutMs: timeoutOn(config, target.timeoutMs),
    requestDelayMs: target.requestDelayMs,
    clock,
    signal,
  }
}

export function troubleOf(
  end: StretchEnd,
  { endpoint, timeoutMs }: UnitTarget,
  { timeoutOn }: Pick<LineContext, 'timeoutOn'>,
): string | null {
  if (end.kind !== 'gave-up') return null
  const isCut = end.isSilence === true && timeoutOn(linkOf(endpoint), timeoutMs) < timeoutMs
  return isCut ? `${end.reason}; ${heldText}` : end.reason
}
