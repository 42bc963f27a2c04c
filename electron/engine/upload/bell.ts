/** Wakes one waiter. Rung while nobody waits it stays rung, so that nothing between two waits is missed. */
export class Bell {
  #rung = false
  #wake: () => void = () => undefined

  ring(): void {
    this.#rung = true
    this.#wake()
  }

  silence(): void {
    this.#rung = false
  }

  /** Returns when it is rung, at once if it was, or after `withinMs`; null: however long it takes. */
  async heard(withinMs: number | null): Promise<void> {
    if (!this.#rung) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = withinMs === null ? null : setTimeout(resolve, Math.ceil(withinMs))
      this.#wake = resolve
      await promise
      if (timer !== null) clearTimeout(timer)
    }
    this.#rung = false
  }
}
