import type { Handlers } from '../../../shared/contract/commands.ts'
import { isoWithOffset } from '../../engine/log/line.ts'
import { PcapngWriter } from '../../engine/traffic/pcapng.ts'
import { textOf } from '../../engine/traffic/text-file.ts'
import { CallRefused } from '../call-refused.ts'
import { frameTest } from '../feeds/traffic.ts'
import type { Gateway } from '../gateway.ts'

export function trafficHandlers({ engine }: Gateway): Pick<Handlers, 'trafficFile'> {
  return {
    async trafficFile({ deviceId, format }) {
      const frames = engine.traffic.newest(frameTest(engine, { deviceId }))
      const now = isoWithOffset(Date.now()).slice(0, 19).replaceAll(/[-:]/g, '')
      const whose = (deviceId ?? engine.gatewayId).replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
      const name = `frames-${whose}-${now}`
      if (format === 'text') return { fileName: `${name}.txt`, base64: textOf(frames).toString('base64') }
      const writer = new PcapngWriter()
      const blocks = frames
        .filter(({ frame }) => frame.framing === 'mbap')
        .map(({ frame }) => writer.blocksOf(frame))
      if (blocks.length === 0) {
        throw new CallRefused(
          'failed',
          'no frame of Modbus TCP is held, and pcapng has those alone: save the frames as text',
        )
      }
      const base64 = Buffer.concat([writer.header(), ...blocks]).toString('base64')
      return { fileName: `${name}.pcapng`, base64 }
    },
  }
}
