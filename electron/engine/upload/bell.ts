/** Soft: there is more to do. Loud: everything may be different, look again whatever you were waiting for. */
export type Loudness = 'soft' | 'loud'

/** Wakes one waiter. Rung while nobody waits it stays rung, so that nothing between two waits is missed. */
export class Bell {
  readonly #rung = new Set<Loudness>()
  #wake: ((loudness: Loudness) => void) | null = null

  ring(loudness: Loudness): void {
    this.#rung.add(loudness)
    this.#wake?.(loudness)
  }

  silence(): void {
    this.#rung.clear()
  }

  /**
   * Returns when it is rung, at once if it was, or after `withinMs`; null: however long it takes. A soft ring does not
   * reach those who listen to loud ones only.
   */
  async heard(listeningTo: Loudness, withinMs: number | null): Promise<void> {
    const reaches = (loudness: Loudness) => loudness === 'loud' || listeningTo === 'soft'
    if ([...this.#rung].some(reaches)) return
    const { promise, resolve } = Promise.withResolvers<void>()
    // setTimeout takes no more than 31 bits, and whoever waits looks at the clock again.
    const timer = withinMs === null ? null : setTimeout(resolve, Math.min(Math.ceil(withinMs), 2 ** 31 - 1))
    this.#wake = (loudness) => {
      if (reaches(loudness)) resolve()
    }
    await promise
    this.#wake = null
    if (timer !== null) clearTimeout(timer)
  }
}
