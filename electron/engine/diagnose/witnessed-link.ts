import type { UnitId } from '../../../shared/model/index.ts'
import type { Link } from '../modbus/link.ts'
import type { ReadOutcome, ReadRequest } from '../modbus/request.ts'

/** Somebody who hears every read that goes through a link, and what became of it. */
export type ReadWitness = (unitId: UnitId, request: ReadRequest, outcome: ReadOutcome) => void

/** The same link with a witness. Closing it closes the link. */
export function witnessedLink(link: Link, witness: ReadWitness): Link {
  return {
    id: link.id,
    get state() {
      return link.state
    },
    async read(unitId, request, options) {
      const outcome = await link.read(unitId, request, options)
      witness(unitId, request, outcome)
      return outcome
    },
    close: () => link.close(),
  }
}
