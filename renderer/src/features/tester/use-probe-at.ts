import { hexAddress, type Table } from '../../../../shared/model/index.ts'
import { goTo } from '../../app/navigation.ts'
import { useTools } from './tool-store.ts'

/** Of one probe. */
const countMost = 2_000

/** Goes on to a probe of registers that were found; of many, their beginning. */
export function useProbeAt(): (table: Table, address: number, count: number) => void {
  const probe = useTools((tools) => tools.probe)
  const change = useTools((tools) => tools.change)
  return (table, address, count) => {
    change('probe', {
      ...probe,
      table,
      address: hexAddress(address),
      count: String(Math.min(countMost, count)),
    })
    goTo('tester', 'probe')
  }
}
