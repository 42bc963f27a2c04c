import type { FoundPlace, ResultOf } from '../../../shared/contract/tester.ts'
import { findTogether, type ShownValue } from './find-together.ts'
import { factorText } from './find-value.ts'
import type { Fit } from './fits.ts'
import { extentOf, readTables, type TablesOptions } from './read-tables.ts'
import type { StretchEnd } from './stretch.ts'

export interface FindSeveralOptions extends TablesOptions {
  readonly values: readonly ShownValue[]
}

export interface FindSeveralRun {
  readonly result: ResultOf<'find-several'>
  readonly end: StretchEnd
}

/**
 * Where all values of the display are, by one look at the registers: between two the display would have moved on. Never
 * rejects for anything that a device or a line does.
 */
export async function runFindSeveral({ values, ...tables }: FindSeveralOptions): Promise<FindSeveralRun> {
  const { reads, end } = await readTables(tables)
  const { places, rival } = await findTogether(reads, values)
  return {
    result: {
      ...extentOf(reads),
      places: places.map((place) =>
        place === null ? null : { ...placeOf(place.fit), isDoubtful: place.isDoubtful },
      ),
      rival: rival === null ? null : placeOf(rival),
    },
    end,
  }
}

const placeOf = (fit: Fit): FoundPlace => ({
  table: fit.table,
  address: fit.address,
  dataType: fit.kind,
  byteOrder: fit.byteOrder,
  factor: factorText(fit),
  value: String(fit.value),
})
