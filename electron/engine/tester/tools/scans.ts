import type { LineTarget, ResultOf, RunKind } from '../../../../shared/contract/tester.ts'
import { unitId } from '../../../../shared/model/index.ts'
import { endpointText } from '../../diagnose/advice.ts'
import { portHolders } from '../../diagnose/port-holders.ts'
import { scanRegisters } from '../../scan/register-scan.ts'
import { registerScanCost, serialScanCost, unitScanCost } from '../../scan/scan-cost.ts'
import type { ScanEnd, ScanLine } from '../../scan/scan-run.ts'
import { serialOrder } from '../../scan/serial-order.ts'
import { configOf, scanSerial } from '../../scan/serial-scan.ts'
import { scanUnits } from '../../scan/unit-scan.ts'
import { discoverSunSpec } from '../../sunspec/discover.ts'
import type { SunSpecDiscovery } from '../../sunspec/chain.ts'
import { maxGapFor } from '../../sunspec/max-gap.ts'
import { linkOf, unitText } from '../subject.ts'
import { type RunContext, RunRefusedError, type Tool } from '../tool.ts'

/** Which ids answer on a line. */
export const unitScanTool: Tool<'scan-units'> = {
  asks: 'many',
  title({ target, from, to }) {
    refuseBackwards('unit id', from, to)
    return `units ${from} to ${to} at ${endpointText(linkOf(target.endpoint))}`
  },
  link: ({ target }) => linkOf(target.endpoint),
  cost: ({ target, ...range }, timeoutMs) => unitScanCost({ ...settingsOf(target, timeoutMs), ...range }),
  run: async ({ target, from, to, table, address }, context) =>
    endOf(
      await scanUnits({
        ...lineOf(target, context),
        from,
        to,
        table,
        address,
        watchFrames: (listener) => context.watchFrames(listener),
        onProgress: context.show,
      }),
    ),
}

/** Which registers of one table exist. */
export const registerScanTool: Tool<'scan-registers'> = {
  asks: 'many',
  title({ target, table, from, to }) {
    refuseBackwards('register', from, to)
    return `${table} ${from} to ${to} of ${unitText(target)}`
  },
  link: ({ target }) => linkOf(target.endpoint),
  cost: ({ target, ...range }, timeoutMs) => registerScanCost({ ...settingsOf(target, timeoutMs), ...range }),
  run: async ({ target, table, from, to }, context) =>
    endOf(
      await scanRegisters({
        ...lineOf(target, context),
        unitId: target.unitId,
        table,
        from,
        to,
        onProgress: context.show,
      }),
    ),
}

/** With which settings anything answers on a serial port; a port that the collector holds cannot be had for that. */
export const serialScanTool: Tool<'scan-serial'> = {
  asks: 'one',
  title({ path, unitIds }) {
    if (unitIds.every((id) => id === 0)) {
      throw new RunRefusedError('unit 0 is the broadcast, which no meter answers: name at least one other id')
    }
    return path
  },
  link(request) {
    const [first] = serialOrder(request)
    return first === undefined ? null : configOf(request.path, first)
  },
  cost: (request) => serialScanCost(request),
  async run(request, { borrow, watchFrames, clock, signal, show }) {
    const end = await scanSerial({
      ...request,
      clock,
      signal,
      openLink(config, onFrame) {
        const line = borrow(config, 'one')
        const leave = watchFrames((frame) => {
          if (frame.linkId === line.link.id) onFrame(frame)
        })
        return {
          id: line.link.id,
          get state() {
            return line.link.state
          },
          read: (unit, wanted, options) => line.link.read(unit, wanted, options),
          async close() {
            leave()
            await line.giveBack()
          },
        }
      },
      onProgress: show,
    })
    const trouble = end.kind === 'failed' ? await withHolders(end.trouble, request.path) : null
    return { result: end.result, trouble }
  },
}

/** A port that another program holds is of no use until one knows which. */
async function withHolders(trouble: string, path: string): Promise<string> {
  const holders = await portHolders(path)
  return [trouble, ...holders.map(({ pid, command }) => `it is open in process ${pid}: ${command}`)].join(
    '; ',
  )
}

/** Requests of a SunSpec walk: three bases, and a dozen headers and models. */
const usualRequests = 20

export const sunSpecTool: Tool<'sunspec'> = {
  asks: 'one',
  title: ({ target }) => unitText(target),
  link: ({ target }) => linkOf(target.endpoint),
  cost: ({ target: { timeoutMs } }) => ({
    requests: usualRequests,
    leastMs: usualRequests * 10,
    likelyMs: usualRequests * 100,
    mostMs: usualRequests * timeoutMs,
  }),
  async run({ target }, { borrow, clock, signal, show }) {
    const { trouble, ...found } = await discoverSunSpec({
      link: borrow(linkOf(target.endpoint), 'one').link,
      unitId: unitId(target.unitId),
      timeoutMs: target.timeoutMs,
      requestDelayMs: target.requestDelayMs,
      clock,
      signal,
      onProgress: (sofar) => show(sunSpecResult(sofar)),
    })
    return { result: sunSpecResult(found), trouble }
  },
}

const sunSpecResult = ({
  models,
  rows,
  ...common
}: Omit<SunSpecDiscovery, 'trouble'>): ResultOf<'sunspec'> => ({
  ...common,
  models: [...models],
  rows: [...rows],
  maxGap: maxGapFor(rows),
})

function refuseBackwards(noun: string, from: number, to: number): void {
  if (from > to) throw new RunRefusedError(`the last ${noun}, ${to}, lies before the first, ${from}`)
}

const settingsOf = ({ endpoint, timeoutMs, requestDelayMs }: LineTarget, mostMs: number) => ({
  config: linkOf(endpoint),
  timeoutMs: Math.min(timeoutMs, mostMs),
  requestDelayMs,
})

function lineOf<K extends RunKind>(
  { endpoint, timeoutMs, requestDelayMs }: LineTarget,
  { borrow, timeoutOn, clock, signal }: RunContext<K>,
): ScanLine {
  const config = linkOf(endpoint)
  return {
    link: borrow(config, 'many').link,
    config,
    timeoutMs: timeoutOn(config, timeoutMs),
    requestDelayMs,
    clock,
    signal,
  }
}

const endOf = <R>(end: ScanEnd<R>): { readonly result: R; readonly trouble: string | null } => ({
  result: end.result,
  trouble: end.kind === 'failed' ? end.trouble : null,
})
