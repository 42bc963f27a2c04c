import type { Alert } from '../../shared/model/index.ts'

/** What the system shows in its corner. */
export interface Notice {
  readonly title: string
  readonly body: string
}

export interface NoticesOptions {
  readonly show: (notice: Notice) => void
  /** Of several at once. */
  readonly manyTitle: (count: number) => string
  /** The person looks at the window and sees the alert there. */
  readonly isWatched: () => boolean
}

/** A cable that was cut ends many devices: what starts within this time is told at once. */
const gatherMs = 1_000
const linesMost = 3

/** Tells the start of each alert once, however often it is counted on. */
export class AlertNotices {
  readonly #options: NoticesOptions
  readonly #told = new Set<string>()
  #gathered: Alert[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(options: NoticesOptions) {
    this.#options = options
  }

  onAlert(alert: Alert): void {
    const start = `${alert.id} ${alert.startedAtMs}`
    if (alert.endedAtMs !== null) {
      this.#told.delete(start)
      this.#gathered = this.#gathered.filter(({ id }) => id !== alert.id)
      return
    }
    if (this.#told.has(start)) return
    this.#told.add(start)
    this.#gathered.push(alert)
    this.#timer ??= setTimeout(() => this.#tell(), gatherMs)
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #tell(): void {
    this.#timer = undefined
    const alerts = this.#gathered
    this.#gathered = []
    const notice = noticeOf(alerts, this.#options.manyTitle)
    if (notice !== null && !this.#options.isWatched()) this.#options.show(notice)
  }
}

export function noticeOf(alerts: readonly Alert[], manyTitle: NoticesOptions['manyTitle']): Notice | null {
  const [first, second] = alerts
  if (first === undefined) return null
  if (second === undefined) return { title: first.subject ?? 'Gateway EMS', body: first.message }
  const lines = alerts.slice(0, linesMost).map(({ message }) => message)
  return {
    title: manyTitle(alerts.length),
    body: [...lines, ...(alerts.length > linesMost ? ['…'] : [])].join('\n'),
  }
}
