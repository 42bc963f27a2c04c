import type { ResultOf } from '../../../shared/contract/tester.ts'

export type RegisterScanResult = ResultOf<'scan-registers'>
export type StretchKind = RegisterScanResult['stretches'][number]['kind']

/** Words that a result carries at most. */
const mostWords = 2_000

const codes: Readonly<Record<StretchKind, number>> = { present: 1, refused: 2, silent: 3 }
const kinds: readonly (StretchKind | null)[] = [null, 'present', 'refused', 'silent']

/** What is known of each register of a range. */
export class RegisterGround {
  readonly from: number
  /** The one behind the last. */
  readonly end: number
  /** 0: not known yet. */
  readonly #known: Uint8Array
  readonly #words: Uint16Array
  readonly #details = new Map<number, string>()
  #decided = 0
  #present = 0

  constructor(from: number, to: number) {
    this.from = from
    this.end = to + 1
    this.#known = new Uint8Array(this.end - from)
    this.#words = new Uint16Array(this.end - from)
  }

  get decided(): number {
    return this.#decided
  }

  isKnown(address: number): boolean {
    return this.#known[address - this.from] !== 0
  }

  isPresent(address: number): boolean {
    return this.#known[address - this.from] === codes.present
  }

  /** What was read once stays present, whatever a later request says. */
  mark(address: number, count: number, kind: StretchKind, detail: string | null): void {
    for (let index = address - this.from; index < address - this.from + count; index += 1) {
      const before = this.#known[index]
      if (before === undefined || before === codes.present) continue
      if (before === 0) this.#decided += 1
      if (kind === 'present') this.#present += 1
      this.#known[index] = codes[kind]
      if (detail !== null) this.#details.set(index, detail)
    }
  }

  setWords(address: number, words: readonly number[]): void {
    this.#words.set(words, address - this.from)
  }

  /** The first stretch of unknown registers that reaches past `address`. */
  nextUnknown(address: number): { readonly from: number; readonly end: number } | null {
    let from = address
    while (from < this.end && this.isKnown(from)) from += 1
    if (from >= this.end) return null
    let end = from
    while (end < this.end && !this.isKnown(end)) end += 1
    return { from, end }
  }

  result(requests: number): RegisterScanResult {
    const stretches: RegisterScanResult['stretches'] = []
    let wordsLeft = mostWords
    for (let index = 0; index < this.#known.length;) {
      const code = this.#known[index] ?? 0
      let end = index + 1
      while (end < this.#known.length && this.#known[end] === code) end += 1
      const kind = kinds[code] ?? null
      if (kind !== null) {
        const words =
          kind === 'present' ? [...this.#words.subarray(index, Math.min(end, index + wordsLeft))] : []
        wordsLeft -= words.length
        const detail = kind === 'present' ? null : (this.#details.get(index) ?? null)
        stretches.push({ from: this.from + index, to: this.from + end - 1, kind, detail, words })
      }
      index = end
    }
    return { stretches, present: this.#present, requests }
  }
}
