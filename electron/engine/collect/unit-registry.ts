import type { LinkId, UnitId } from '../../../shared/model/index.ts'
import { nextUnitState, type UnitEvent, type UnitState } from './unit-state.ts'

/** The one current state of a unit on a link. */
export interface UnitHandle {
  readonly state: UnitState
  apply(event: UnitEvent): UnitState
}

export interface UnitRegistry {
  of(link: LinkId, unit: UnitId): UnitHandle
  /** A link that was closed knows nothing of its units any more. */
  forget(link: LinkId): void
}

export function createUnitRegistry(): UnitRegistry {
  const byLink = new Map<LinkId, Map<UnitId, UnitHandle>>()
  return {
    of(link, unit) {
      const units = byLink.get(link) ?? new Map<UnitId, UnitHandle>()
      byLink.set(link, units)
      const handle = units.get(unit) ?? createUnitHandle()
      units.set(unit, handle)
      return handle
    },
    forget: (link) => void byLink.delete(link),
  }
}

/** A class because there are thousands: an object with a getter of its own takes several times as much. */
class Unit implements UnitHandle {
  #state: UnitState = { kind: 'unknown' }

  get state(): UnitState {
    return this.#state
  }

  apply(event: UnitEvent): UnitState {
    this.#state = nextUnitState(this.#state, event)
    return this.#state
  }
}

export const createUnitHandle = (): UnitHandle => new Unit()
