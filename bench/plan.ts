import { performance } from 'node:perf_hooks'
import { costModelOf, planWireTimeMs } from '../electron/engine/modbus/cost.ts'
import { makePlan } from '../electron/engine/modbus/plan.ts'
import type { PlanLimits } from '../electron/engine/modbus/plan.ts'
import type { ReadRequest } from '../electron/engine/modbus/request.ts'
import { aRegister } from '../e2e/support/device.ts'
import { widthOf } from '../shared/model/index.ts'
import type { RegisterConfig } from '../shared/model/index.ts'
import type { BenchRow } from './row.ts'

const cost = costModelOf({
  link: { kind: 'rtu', path: '/dev/ttyUSB0', baudRate: 9600, parity: 'E', stopBits: 1, dataBits: 8 },
  requestDelayMs: 0,
})
const limits: PlanLimits = { maxGap: 10, maxRegisters: 125, cost }

/** Requests and wire time of a cycle against one request per register, and against the optimum on small maps. */
export async function run(): Promise<BenchRow[]> {
  const analyser = floatsAt(groups([3000, 26], [3054, 12], [3110, 1], [3204, 8], [21_300, 20]))
  const single = analyser.map(alone)
  const { requests } = makePlan(analyser, limits)
  const wireMs = planWireTimeMs(cost, requests)
  const singleMs = planWireTimeMs(cost, single)
  const small = Array.from({ length: 200 }, (_, seed) => smallMap(seed + 1))
  const optimumMs = small.reduce((sum, map) => sum + cheapest(map), 0)
  const plannedMs = small.reduce((sum, map) => sum + planWireTimeMs(cost, makePlan(map, limits).requests), 0)
  const large = floatsAt(Array.from({ length: 10_000 }, (_, index) => 6 * index + (index % 3)))
  const startedMs = performance.now()
  makePlan(large, limits)
  const planningMs = performance.now() - startedMs
  return [
    {
      name: `planner: requests per cycle, power analyser with ${analyser.length} floats`,
      value: requests.length,
      unit: 'requests',
      ratio: requests.length / single.length,
      against: `one request per register (${single.length})`,
    },
    {
      name: 'planner: wire time per cycle of the same at 9600 baud',
      value: wireMs,
      unit: 'ms',
      ratio: wireMs / singleMs,
      against: `one request per register (${singleMs.toFixed(0)} ms)`,
    },
    {
      name: `planner: wire time of ${small.length} small maps`,
      value: plannedMs,
      unit: 'ms',
      ratio: plannedMs / optimumMs,
      against: `optimum by exhaustive search (${optimumMs.toFixed(0)} ms)`,
    },
    { name: `planner: planning ${large.length} registers`, value: planningMs, unit: 'ms' },
  ]
}

const floatsAt = (addresses: readonly number[]): readonly RegisterConfig[] =>
  addresses.map((address) => aRegister(address, { dataType: { kind: 'FLOAT32' } }))

/** Addresses of floats lying side by side. */
function groups(...runs: readonly (readonly [start: number, count: number])[]): readonly number[] {
  return runs.flatMap(([start, count]) => Array.from({ length: count }, (_, index) => start + 2 * index))
}

function alone({ table, address, dataType }: RegisterConfig): ReadRequest {
  return { table, address, count: widthOf(dataType) }
}

/** Up to 9 floats with gaps from none to larger than allowed; the same in every run. */
function smallMap(seed: number): readonly RegisterConfig[] {
  let state = seed
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  let address = random(100)
  return floatsAt(
    Array.from({ length: 2 + random(8) }, () => {
      address += 2 + (random(2) === 0 ? 0 : random(16))
      return address
    }),
  )
}

/** Cheapest of all 2^(n-1) ways to divide the registers, which lie in order, into blocks. */
function cheapest(registers: readonly RegisterConfig[]): number {
  const joints = registers.length - 1
  let bestMs = Number.POSITIVE_INFINITY
  for (let divided = 0; divided < 2 ** joints; divided++) {
    let totalMs = 0
    let start = 0
    registers.forEach(({ address }, index) => {
      const next = registers[index + 1]
      if (next !== undefined && (divided & (1 << index)) === 0) {
        if (next.address - address - 2 > limits.maxGap) totalMs = Number.POSITIVE_INFINITY
        return
      }
      const count = address + 2 - (registers[start]?.address ?? 0)
      totalMs += count <= limits.maxRegisters ? cost.requestMs('HOLDING', count) : Number.POSITIVE_INFINITY
      start = index + 1
    })
    bestMs = Math.min(bestMs, totalMs)
  }
  return bestMs
}
