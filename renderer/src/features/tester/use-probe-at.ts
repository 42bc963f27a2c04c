import { probedMost } from '../../../../shared/contract/limits.ts'
import type { UnitTarget } from '../../../../shared/contract/tester.ts'
import { hexAddress, type Table } from '../../../../shared/model/index.ts'
import { goTo } from '../../app/navigation.ts'
import { useTools } from './tool-store.ts'
import { usePointAt } from './use-point-at.ts'
import type { Subject } from './use-subject.ts'

/** Goes on to a probe of registers that were found in a unit; of many, their beginning. */
export function useProbeAt(
  subject: Subject,
): (target: UnitTarget, table: Table, address: number, count: number) => void {
  const probe = useTools((tools) => tools.probe)
  const change = useTools((tools) => tools.change)
  const pointAt = usePointAt(subject)
  return (target, table, address, count) => {
    pointAt(target)
    change('probe', {
      ...probe,
      table,
      address: hexAddress(address),
      count: String(Math.min(probedMost, count)),
    })
    goTo('tester', 'probe')
  }
}
