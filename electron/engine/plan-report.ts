import type { DeviceConfig, LinkId, RegisterConfig } from '../../shared/model/index.ts'
import { functionCodeOf, linkIdOf, widthOf } from '../../shared/model/index.ts'
import { costModelOf, planWireTimeMs } from './modbus/cost.ts'
import { makePlan, type PlannedRequest } from './modbus/plan.ts'

export interface RequestReport {
  readonly request: PlannedRequest
  readonly labels: readonly string[]
  /** Registers (or bits) that are read and thrown away. */
  readonly wasted: number
  readonly wireMs: number
  /** Only for these values, after all others: their power of ten comes with another request. */
  readonly again: boolean
}

/** As `plan --json` and the commissioning report have it. */
export const requestJson = ({ request, labels, wasted, wireMs, again }: RequestReport): unknown => ({
  function: functionCodeOf[request.table],
  address: request.address,
  count: request.count,
  wasted,
  labels,
  wire_ms: wireMs,
  again,
})

export interface DeviceReport {
  readonly device: DeviceConfig
  readonly requests: readonly RequestReport[]
  readonly wireMs: number
}

export interface LinkReport {
  readonly id: LinkId
  readonly devices: readonly DeviceConfig[]
  /** Share of the time during which the link is busy, from 0; above 1 the intervals cannot be kept. */
  readonly utilisation: number
}

/** The requests of one slot of a device and the time that they take on the wire. */
export function reportDevice(device: DeviceConfig): DeviceReport {
  const cost = costModelOf(device)
  const { requests, again } = makePlan(device.registers, {
    maxGap: device.maxGap,
    maxRegisters: device.maxRegisters,
    cost,
  })
  const reportOf =
    (isAgain: boolean) =>
    (request: PlannedRequest): RequestReport => ({
      request,
      labels: request.values.map(({ registerIndex }) => device.registers[registerIndex]?.label ?? ''),
      wasted: wastedIn(request, device.registers),
      wireMs: cost.requestMs(request.table, request.count),
      again: isAgain,
    })
  return {
    device,
    requests: [...requests.map(reportOf(false)), ...again.map(reportOf(true))],
    wireMs: planWireTimeMs(cost, requests) + planWireTimeMs(cost, again),
  }
}

function wastedIn(request: PlannedRequest, registers: readonly RegisterConfig[]): number {
  const used = new Set<number>()
  for (const { registerIndex, offset } of request.values) {
    const register = registers[registerIndex]
    if (register === undefined) continue
    for (let at = 0; at < widthOf(register.dataType); at++) used.add(offset + at)
  }
  return request.count - used.size
}

/** Devices on one link take turns: their times add up. Disabled ones take none. */
export function reportLinks(reports: readonly DeviceReport[]): readonly LinkReport[] {
  const byLink = new Map<LinkId, DeviceReport[]>()
  for (const report of reports) {
    if (!report.device.enabled) continue
    const id = linkIdOf(report.device.link)
    const known = byLink.get(id)
    if (known === undefined) byLink.set(id, [report])
    else known.push(report)
  }
  return [...byLink].map(([id, group]) => ({
    id,
    devices: group.map(({ device }) => device),
    utilisation: group.reduce((sum, { device, wireMs }) => sum + wireMs / device.intervalMs, 0),
  }))
}
