import type { ResultOf } from '../../../../shared/contract/tester.ts'
import { diagnoseDevice } from '../../diagnose/diagnose.ts'
import type { Layer, LayerResult } from '../../diagnose/diagnosis.ts'
import { endpointText } from '../../diagnose/advice.ts'
import { portHolders } from '../../diagnose/port-holders.ts'
import { checkSanity } from '../../diagnose/sanity.ts'
import { takenReading } from '../../diagnose/taken-reading.ts'
import { adviseByteOrder } from '../../probe/byte-order.ts'
import { deviceOf, linkOf } from '../subject.ts'
import type { Tool } from '../tool.ts'
import type { ToolDependencies } from '../tools.ts'

/** In the order in which they are found out. */
const layers: readonly Layer[] = ['name', 'connection', 'bytes', 'frame', 'answer', 'registers', 'values']

/** The layered test, and a look at the values. */
export function testTool(dependencies: ToolDependencies): Tool<'test'> {
  return {
    asks: 'one',
    title: ({ subject }) =>
      subject.kind === 'device'
        ? subject.deviceId
        : `unit ${subject.target.unitId} at ${endpointText(linkOf(subject.target.endpoint))}`,
    link: ({ subject }) =>
      subject.kind === 'device'
        ? dependencies.device(subject.deviceId).link
        : linkOf(subject.target.endpoint),
    cost({ subject }) {
      const { timeoutMs } = subject.kind === 'device' ? dependencies.device(subject.deviceId) : subject.target
      return { requests: 4, leastMs: 100, likelyMs: 500, mostMs: 4 * timeoutMs }
    },
    async run({ subject }, { borrow, watchFrames, clock, signal, show }) {
      const device = await deviceOf(subject, dependencies.subjects())
      const line = borrow(device.link, 'one', device.id)
      const seen: LayerResult[] = []
      let result: ResultOf<'test'> = {
        layers: [],
        failedLayer: null,
        throughCollector: line.isHeld,
        reading: null,
        holders: [],
        sanity: [],
        byteOrder: null,
      }
      const diagnosis = await diagnoseDevice({
        device,
        line,
        watchFrames,
        clock,
        signal,
        maxRetries: line.isHeld ? 0 : dependencies.maxRetries(),
        listSerialPorts: dependencies.listSerialPorts,
        onLayer(layer) {
          seen.push(layer)
          result = { ...result, layers: [...seen] }
          show(result, { done: seen.length, total: layers.length, remainingMs: null, doing: layer.layer })
        },
      })
      const { failedLayer, read } = diagnosis
      const isPortTrouble = device.link.kind === 'rtu' && failedLayer !== null && failedLayer !== 'name'
      const holders = isPortTrouble && device.link.kind === 'rtu' ? await portHolders(device.link.path) : []
      const found: ResultOf<'test'> = {
        ...result,
        failedLayer,
        holders: holders.map(({ pid, command }) => ({ pid, command })),
        reading: read === null ? null : takenReading(read),
        sanity: read === null ? [] : [...checkSanity(device.registers, [read.reading])],
        byteOrder: read === null ? null : adviseByteOrder(device.registers, read.rawWords),
      }
      return { result: found, trouble: null }
    },
  }
}
