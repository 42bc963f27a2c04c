import type { UnitTarget } from '../../../../shared/contract/tester.ts'
import { formOfTarget, isSameUnit } from './target.ts'
import { useTargetStore } from './target-store.ts'
import type { Subject } from './use-subject.ts'

/** Points the tools at the unit of a result, where another one has been chosen since. */
export function usePointAt({ target: chosen }: Subject): (target: UnitTarget) => void {
  const type = useTargetStore((store) => store.type)
  return (target) => {
    if (chosen === null || !isSameUnit(target, chosen)) type(formOfTarget(target))
  }
}
