/** What the API gives of one reading. */
export interface DeliveredReading {
  readonly seq: number
  readonly device_id: string
  readonly timestamp: string
  readonly measurements: Readonly<
    Record<
      string,
      {
        readonly value: unknown
        readonly unit: string
        readonly quality: string
        readonly detail?: string | undefined
      }
    >
  >
}

const valuesShown = 4

/**
 * Tells what arrives at the API: every device once in detail, then only what changes. Returns the lines to print.
 */
export class Narrator {
  readonly #lastQuality = new Map<string, string>()

  /** Devices heard of so far. */
  get devices(): number {
    return this.#lastQuality.size
  }

  tell(reading: DeliveredReading): readonly string[] {
    const { device_id: device, measurements } = reading
    const time = new Date(reading.timestamp).toTimeString().slice(0, 8)
    const entries = Object.entries(measurements)
    const qualities = new Map<string, number>()
    for (const [, { quality }] of entries) qualities.set(quality, (qualities.get(quality) ?? 0) + 1)
    const summary = [...qualities].map(([quality, count]) => `${count} ${quality}`).join(', ')
    const before = this.#lastQuality.get(device)
    if (before === summary) return []
    this.#lastQuality.set(device, summary)
    const head = `${time}  ${device.padEnd(16)}`
    const bad = entries.find(([, { quality }]) => quality !== 'GOOD')
    if (bad !== undefined) {
      const [label, { quality, detail }] = bad
      const isAll = entries.every(([, entry]) => entry.quality === quality)
      return [
        `${head} ${summary}: ${isAll ? 'all values null' : label}${detail === undefined ? '' : `, ${detail}`}`,
      ]
    }
    if (before !== undefined) return [`${head} ${summary}: all well again`]
    const values = entries
      .slice(0, valuesShown)
      .map(([name, { value, unit }]) => `${name} ${String(value)} ${unit}`.trimEnd())
    return [`${head} ${summary}: ${values.join(', ')}${entries.length > valuesShown ? ', …' : ''}`]
  }
}
