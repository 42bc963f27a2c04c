import type { FrameRow, TrafficArgs, TrafficSnapshot } from '../../../shared/contract/traffic.ts'
import type { TopicFeed, TopicNews } from '../../../shared/contract/topics.ts'
import { linkIdOf } from '../../../shared/model/index.ts'
import type { Engine } from '../../engine/engine.ts'
import { frameText } from '../../engine/traffic/decode-frame.ts'
import type { RecordedFrame } from '../../engine/traffic/frame-ring.ts'
import { CallRefused } from '../call-refused.ts'

const snapshotMost = 500
/** Beyond this the newest frames say more than all of them. */
const batchMost = 1_000
/** Of one frame; only noise is longer. */
const hexBytesMost = 512

type TrafficSource = Pick<Engine, 'traffic' | 'configuration'>

/** The matching frames as they pass. A flood takes no more memory here than one batch, and becomes a snapshot. */
export function trafficFeed(engine: TrafficSource, args: TrafficArgs): TopicFeed<'traffic'> {
  const { traffic } = engine
  const matches = frameTest(engine, args)
  let waiting: RecordedFrame[] = []
  let isFlooded = false
  const leave = traffic.follow((recorded) => {
    if (isFlooded || !matches(recorded)) return
    waiting.push(recorded)
    if (waiting.length <= batchMost) return
    isFlooded = true
    waiting = []
  })

  function snapshot(): TrafficSnapshot {
    waiting = []
    isFlooded = false
    return rowsOf(traffic.newest(matches, snapshotMost))
  }

  const rowsOf = (frames: readonly RecordedFrame[]): TrafficSnapshot => ({
    frames: frames.map(frameRow),
    dropped: traffic.dropped,
  })

  return {
    snapshot,
    take(): TopicNews<'traffic'> | null {
      if (isFlooded) return { kind: 'snapshot', data: snapshot() }
      if (waiting.length === 0) return null
      const frames = waiting
      waiting = []
      return { kind: 'delta', data: rowsOf(frames) }
    },
    close: leave,
  }
}

/**
 * The frames of a device's link that are of its unit, and what was discarded there: whose that is nobody knows. Follows
 * the configuration: a device that is moved to another link is found there.
 *
 * @throws CallRefused there is no such device
 */
export function frameTest(
  engine: Pick<Engine, 'configuration'>,
  { deviceId }: TrafficArgs,
): (recorded: RecordedFrame) => boolean {
  if (deviceId === null) return () => true
  const find = () => {
    const device = engine.configuration.config.devices.find(({ id }) => id === deviceId)
    return device === undefined ? null : { linkId: linkIdOf(device.link), unitId: device.unitId }
  }
  let seen = engine.configuration
  let place = find()
  if (place === null) throw new CallRefused('invalid', `there is no device ${deviceId}`)
  return ({ frame, decoded: { content } }) => {
    if (engine.configuration !== seen) {
      seen = engine.configuration
      place = find()
    }
    if (place === null || frame.linkId !== place.linkId) return false
    return frame.direction === 'discarded' || (content.kind !== 'partial' && content.unitId === place.unitId)
  }
}

function frameRow({ number, frame, decoded, asked }: RecordedFrame): FrameRow {
  const { content, crcOk } = decoded
  const known = content.kind === 'partial' || crcOk === false ? null : content
  return {
    number,
    atMs: frame.wallMs,
    linkId: frame.linkId,
    direction: frame.direction,
    hex: frame.bytes.subarray(0, hexBytesMost).toString('hex'),
    length: frame.bytes.length,
    unitId: known?.unitId ?? null,
    functionCode: known?.functionCode ?? null,
    text: frameText(decoded, asked),
    note: frame.note ?? null,
    crcOk,
  }
}
