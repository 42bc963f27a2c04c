import type { ResultOf } from '../../../../shared/contract/tester.ts'
import { diagnoseDevice } from '../../diagnose/diagnose.ts'
import type { Layer, LayerResult } from '../../diagnose/diagnosis.ts'
import { portHolders } from '../../diagnose/port-holders.ts'
import { checkSanity } from '../../diagnose/sanity.ts'
import { takenReading } from '../../diagnose/taken-reading.ts'
import { adviseByteOrder } from '../../probe/byte-order.ts'
import type { ToolSources } from '../sources.ts'
import type { Tool } from '../tool.ts'

/** In the order in which they are found out. */
const layers: readonly Layer[] = ['name', 'connection', 'bytes', 'frame', 'answer', 'registers', 'values']

/** The layered test, and a look at the values. */
export function testTool(sources: ToolSources): Tool<'test'> {
  return {
    asks: 'one',
    title: ({ subject }) => sources.subjects.title(subject),
    link: ({ subject }) => sources.subjects.link(subject),
    cost({ subject }) {
      const { timeoutMs } =
        subject.kind === 'device' ? sources.subjects.known(subject.deviceId) : subject.target
      return { requests: 4, leastMs: 100, likelyMs: 500, mostMs: 4 * timeoutMs }
    },
    async run({ subject }, { borrow, watchFrames, clock, signal, show }) {
      const device = await sources.subjects.device(subject)
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
        maxRetries: line.isHeld ? 0 : sources.maxRetries(),
        listSerialPorts: sources.listSerialPorts,
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
