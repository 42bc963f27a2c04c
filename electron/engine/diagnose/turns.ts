import type { LinkId } from '../../../shared/model/index.ts'

/** One at a time on each line, in the order of their coming. */
export class Turns {
  /** Whose turn it is, and who waits behind. */
  readonly #lines = new Map<LinkId, (() => void)[]>()

  /** Resolves when it is the caller's turn, or when the signal says so; what it resolves with ends the turn. */
  async take(id: LinkId, signal: AbortSignal | undefined): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const begin = (): void => resolve()
    const line = this.#lines.get(id) ?? []
    this.#lines.set(id, line)
    line.push(begin)
    if (line[0] === begin || signal?.aborted === true) begin()
    signal?.addEventListener('abort', begin, { once: true })
    await promise
    signal?.removeEventListener('abort', begin)
    return () => {
      line.splice(line.indexOf(begin), 1)
      if (line.length === 0) this.#lines.delete(id)
      // It may be that one's turn already, where one from behind has gone.
      else line[0]?.()
    }
  }
}
