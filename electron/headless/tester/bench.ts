import type { RequestOf, RunCost, RunKind, RunRequest, RunState } from '../../../shared/contract/tester.ts'

/** Where a command has its runs run: in this process, or in the collector that holds the lines. */
export interface Bench {
  /** Of the collector; null: this process. */
  readonly collectorUrl: string | null
  cost(request: RunRequest): Promise<RunCost>
  /**
   * Runs until the end or `signal`; what was found until then is in the state either way.
   *
   * @throws CommandError it cannot be started, or the collector went away
   */
  run<K extends RunKind>(
    request: RequestOf<K>,
    options: { readonly signal: AbortSignal; readonly onState?: (state: RunState) => void },
  ): Promise<RunState>
  close(): Promise<void>
}
