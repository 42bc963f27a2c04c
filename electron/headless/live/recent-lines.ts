/** The newest log lines that somebody in front of a live table should see: warnings and errors. */
export class RecentLines {
  readonly #most: number
  #lines: readonly string[] = []

  constructor(most: number) {
    this.#most = most
  }

  /** @param line `time - logger - LEVEL - message` */
  add(line: string): void {
    if (/ - (?:WARNING|ERROR) - /.test(line)) this.#lines = [...this.#lines, line].slice(-this.#most)
  }

  get lines(): readonly string[] {
    return this.#lines
  }
}
