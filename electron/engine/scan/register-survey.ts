import type { RegisterGround } from './register-ground.ts'

/** One request of a survey. */
export interface Span {
  readonly address: number
  readonly count: number
}

export type Verdict =
  { readonly kind: 'present' } | { readonly kind: 'refused' | 'silent'; readonly detail: string }

export interface SurveyLimits {
  /** Registers, or bits, in one request at most. */
  readonly mostCount: number
  /** Even; by so much two counts must differ for their answers to differ in length. */
  readonly countStep: number
  /** Silent requests that looking for the borders of silent stretches may cost. */
  readonly silences: number
}

/** Silence is expensive: a silent block of so many is not divided further. */
const leastSilent = 8
/** So many counts are tried in turn; more would make the blocks too short where all is silent. */
const mostFresh = 6

type Asking<T> = Generator<Span, T, Verdict>

/**
 * Finds which registers of a range can be read; the caller sends what it yields and says what came of it.
 *
 * First the range is walked in the largest blocks. Then each stretch that was not answered is gone through from
 * below: blocks are halved while they are refused and doubled while they are answered. A lone register that is refused
 * is asked for once more together with the next: half of a 32-bit value is refused by some devices, and a value may
 * begin at an odd address. So a register that does not exist costs two requests, an edge a few more; all blocks are
 * of even length, so that one that begins with a value does not end within one.
 *
 * A refused block all of whose parts were answered was too long, or not to the device's taste in some other way. The
 * largest block that the device accepts is then looked for where everything is known to exist.
 *
 * A device that is silent about what it does not have costs a timeout each time: `silences` bounds how many go into
 * the search for borders, on top of the first walk. Borders of silence are found to within {@link leastSilent}
 * registers; once the silences are used up, whole blocks stay silent.
 */
export function survey(ground: RegisterGround, limits: SurveyLimits): Asking<void> {
  return new Survey(ground, limits).run()
}

class Survey {
  readonly #ground: RegisterGround
  readonly #countStep: number
  #mostCount: number
  #silencesLeft: number
  /** Largest block that was answered. */
  #accepted = 0
  /** Blocks that were not answered, and in which no hole was found yet. */
  #unanswered: Span[] = []
  #silentBlocks: Span[] = []
  /** Counts that silence met since the last answer: another one spares a serial line the way back in step. */
  readonly #silentCounts = new Set<number>()

  constructor(ground: RegisterGround, { mostCount, countStep, silences }: SurveyLimits) {
    this.#ground = ground
    this.#mostCount = mostCount
    this.#countStep = countStep
    this.#silencesLeft = silences
  }

  *run(): Asking<void> {
    const { from, end } = this.#ground
    for (let at = from; at < end;) {
      // Blocks end before an even address: most 32-bit values begin at one.
      const count = this.#fresh(Math.min(evenCount(this.#mostCount) - (at % 2), end - at))
      const verdict = yield* this.#ask({ address: at, count })
      if (verdict.kind === 'silent') this.#leaveSilent({ address: at, count }, verdict.detail)
      at += count
    }
    for (let at = from; ;) {
      const unknown = this.#ground.nextUnknown(at)
      if (unknown === null) break
      at = unknown.end
      yield* this.#refine(unknown.from, unknown.end)
    }
    yield* this.#divideSilent()
  }

  /** Decides each register from `from` on, `end` being the one behind the last. */
  *#refine(from: number, end: number): Asking<void> {
    let count = this.#mostCount
    for (let at = from; at < end;) {
      count = this.#countAt(at, Math.min(count, end - at))
      const verdict = yield* this.#ask({ address: at, count })
      if (verdict.kind === 'silent') this.#silencesLeft -= 1
      if (verdict.kind === 'present') {
        at += count
        count *= 2
        yield* this.#learnAt(at)
      } else if (verdict.kind === 'silent' && (count <= leastSilent || this.#silencesLeft <= 0)) {
        this.#hole(at, count, verdict)
        at += count
      } else if (count > 1) {
        count = evenCount(count / 2)
      } else if (yield* this.#isPairAt(at)) {
        at += 2
        count = 4
        yield* this.#learnAt(at)
      } else {
        this.#hole(at, 1, verdict)
        at += 1
      }
    }
  }

  *#ask(span: Span): Asking<Verdict> {
    const verdict = yield span
    if (verdict.kind === 'present') {
      this.#accepted = Math.max(this.#accepted, span.count)
      this.#silentCounts.clear()
      this.#ground.mark(span.address, span.count, 'present', null)
    } else {
      if (verdict.kind === 'silent') this.#silentCounts.add(span.count)
      this.#unanswered.push(span)
    }
    return verdict
  }

  /** A register that is refused alone may be half of a value. */
  *#isPairAt(at: number): Asking<boolean> {
    const isKnown = this.#unanswered.some(({ address, count }) => address === at && count === 2)
    if (isKnown || at + 2 > this.#ground.end || this.#mostCount < 2) return false
    return (yield* this.#ask({ address: at, count: 2 })).kind === 'present'
  }

  /** How much to ask for: `wanted` at most, and nothing that contains a block that is known to have a hole. */
  #countAt(at: number, wanted: number): number {
    const count = evenCount(Math.min(wanted, this.#mostCount))
    const nextEnd = this.#unanswered.reduce(
      (least, { address, count: length }) =>
        address + length > at ? Math.min(least, address + length) : least,
      Number.POSITIVE_INFINITY,
    )
    return this.#fresh(at + count >= nextEnd ? evenCount((nextEnd - at) / 2) : count)
  }

  /** The same, or a little less: a count that silence has not met yet. */
  #fresh(count: number): number {
    for (let tries = 0; tries < mostFresh; tries += 1) {
      const fresh = count - tries * this.#countStep
      if (fresh < 1) break
      if (!this.#silentCounts.has(fresh)) return fresh
    }
    return count
  }

  #hole(at: number, count: number, { kind, detail }: Exclude<Verdict, { kind: 'present' }>): void {
    this.#ground.mark(at, count, kind, detail)
    this.#unanswered = this.#unanswered.filter((block) => !overlaps(block, at, count))
  }

  #leaveSilent(span: Span, detail: string): void {
    this.#hole(span.address, span.count, { kind: 'silent', detail })
    this.#silentBlocks.push(span)
  }

  /** Halves silent blocks while the silences last: those beside something that exists first, then the longest. */
  *#divideSilent(): Asking<void> {
    while (this.#silencesLeft > 0) {
      const block = this.#takeSilentBlock()
      if (block === null) return
      const { address, count } = block
      const leftCount = this.#fresh(evenCount(count / 2))
      const halves = [
        { address, count: leftCount },
        { address: address + leftCount, count: count - leftCount },
      ]
      for (const half of halves) {
        const verdict = yield* this.#ask(half)
        if (verdict.kind === 'silent') {
          this.#silencesLeft -= 1
          this.#silentBlocks.push(half)
        } else if (verdict.kind === 'refused') yield* this.#refine(half.address, half.address + half.count)
        this.#unanswered = []
      }
    }
  }

  #takeSilentBlock(): Span | null {
    const beside = ({ address, count }: Span): number =>
      this.#ground.isPresent(address - 1) || this.#ground.isPresent(address + count) ? 1 : 0
    const [first] = this.#silentBlocks
      .filter(({ count }) => count > leastSilent)
      .toSorted((a, b) => beside(b) - beside(a) || halvings(b) - halvings(a) || a.address - b.address)
    if (first === undefined) return null
    this.#silentBlocks = this.#silentBlocks.filter((block) => block !== first)
    return first
  }

  /** Everything before `at` is decided: a block that ends there without a hole was not refused for one. */
  *#learnAt(at: number): Asking<void> {
    const disproved = this.#unanswered.filter(({ address, count }) => address + count <= at)
    if (disproved.length === 0) return
    // Not for their registers, and so what was said of the blocks behind them is worth nothing either.
    this.#unanswered = []
    for (const { address, count } of disproved) {
      if (count > this.#accepted) yield* this.#findMostCount(address, count)
    }
  }

  /** All `count` registers from `address` on exist, and cannot be had at once. */
  *#findMostCount(address: number, count: number): Asking<void> {
    let refused = Math.min(count, this.#mostCount + 1)
    while (refused - this.#accepted > 1) {
      const middle = evenCount((refused + this.#accepted) / 2)
      const tried = middle > this.#accepted ? middle : this.#accepted + 1
      const verdict = yield { address, count: tried }
      if (verdict.kind === 'present') this.#accepted = tried
      else refused = tried
    }
    this.#mostCount = this.#accepted
  }
}

/** 1, or the largest even number that is not greater. */
const evenCount = (count: number): number => (count < 2 ? 1 : Math.floor(count / 2) * 2)

/** Until nothing is left; blocks of one level are not told apart by a register or two. */
const halvings = ({ count }: Span): number => Math.ceil(Math.log2(count))

const overlaps = (span: Span, at: number, count: number): boolean =>
  span.address < at + count && at < span.address + span.count
