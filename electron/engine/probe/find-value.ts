import type { Candidate } from '../../../shared/contract/tester.ts'
import { isBitTable } from '../../../shared/model/index.ts'
import type { Shown } from '../../../shared/model/shown.ts'
import { type Evidence, evidenceFor, habitsOf, type WordHabits } from './evidence.ts'
import { type Fit, fitOf, fitsIn, type WordBlock, wordsAt } from './fits.ts'

/** A fit with all that speaks for it. */
export interface Match {
  readonly fit: Fit
  readonly evidence: Evidence
}

/** Best first, and how many there are with those that nobody looked at closely. */
export interface Found {
  readonly matches: readonly Match[]
  readonly total: number
}

const mostCandidates = 50

/** All registers, types, orders and factors that give what the display shows, the most probable ones first. */
export function findValue(blocks: readonly WordBlock[], shown: Shown): Found {
  const habits = habitsOf(blocks)
  const matches: Match[] = []
  let more = 0
  for (const block of blocks.filter(({ table }) => !isBitTable(table))) {
    const found = fitsIn(block, shown)
    for (const fit of found.fits) matches.push(matchOf(fit, block, habits, shown))
    more += found.more
  }
  return ranked(matches, more)
}

/** Those that fit the new value as well; what has not changed since says nothing new. */
export function narrow(matches: readonly Match[], blocks: readonly WordBlock[], shown: Shown): Found {
  const habits = habitsOf(blocks)
  return ranked(
    matches.flatMap(({ fit: before, evidence }) => {
      const block = blocks.find(
        (candidate) => candidate.table === before.table && wordsAt(candidate, before) !== null,
      )
      if (block === undefined) return []
      const fit = fitOf(before, wordsAt(block, before), shown)
      if (fit === null) return []
      const again = matchOf(fit, block, habits, shown)
      const hasMoved = fit.words.some((word, index) => word !== before.words[index])
      const reason = `fitted before, with ${before.value}${hasMoved ? '' : ', and has not changed since'}`
      return [
        {
          fit,
          evidence: {
            bits: evidence.bits + (hasMoved ? Math.min(mostNewBits, Math.max(0, again.evidence.bits)) : 0),
            reasons: () => [reason, ...again.evidence.reasons()],
          },
        },
      ]
    }),
  )
}

/** By how much a second find can outweigh the first. */
const mostNewBits = 16

export function candidatesOf({ matches }: Found): Candidate[] {
  return matches.slice(0, mostCandidates).map(({ fit, evidence }) => ({
    table: fit.table,
    address: fit.address,
    dataType: fit.kind,
    byteOrder: fit.byteOrder,
    factor: factorText(fit),
    value: String(fit.value),
    words: [...fit.words],
    reasons: [...evidence.reasons()],
  }))
}

/** `0.1`, as one writes it in scaling_factors. */
export function factorText({ exponent, isFlipped }: Pick<Fit, 'exponent' | 'isFlipped'>): string {
  const magnitude = exponent >= 0 ? `1${'0'.repeat(exponent)}` : `0.${'0'.repeat(-exponent - 1)}1`
  return isFlipped ? `-${magnitude}` : magnitude
}

function matchOf(fit: Fit, block: WordBlock, habits: WordHabits, shown: Shown): Match {
  return { fit, evidence: evidenceFor(fit, block, habits, shown) }
}

function ranked(matches: readonly Match[], more = 0): Found {
  const sorted = matches.toSorted(
    (a, b) => b.evidence.bits - a.evidence.bits || a.fit.address - b.fit.address,
  )
  return { matches: sorted, total: matches.length + more }
}
