import type { Handlers } from '../../../shared/contract/commands.ts'
import { deviceId } from '../../../shared/model/index.ts'
import { listPorts } from '../../engine/diagnose/serial-ports.ts'
import { takenReading } from '../../engine/diagnose/taken-reading.ts'
import { LineRefusedError } from '../../engine/diagnose/lines.ts'
import { CallRefused } from '../call-refused.ts'
import type { Gateway } from '../gateway.ts'
import { told } from './config.ts'

type DeviceHandlers = Pick<Handlers, 'readNow' | 'readDraft' | 'serialPorts'>

export function deviceHandlers({ engine }: Gateway): DeviceHandlers {
  return {
    async readNow(args) {
      const read = await visited(engine.readNow(deviceId(args.deviceId)))
      if (read === null) throw new CallRefused('invalid', `there is no device ${args.deviceId}`)
      return takenReading(read)
    },
    async readDraft(args) {
      const draft = await told(engine.editor.draftDevice(args))
      if (draft.kind === 'invalid') return { kind: 'invalid', findings: [...draft.findings] }
      return { kind: 'read', reading: takenReading(await visited(engine.readDraft(draft.device))) }
    },
    async serialPorts() {
      return { ports: [...(await listPorts(engine.configuration.devices))] }
    },
  }
}

async function visited<T>(visit: Promise<T>): Promise<T> {
  try {
    return await visit
  } catch (error) {
    if (error instanceof LineRefusedError) throw new CallRefused('failed', error.message, { cause: error })
    throw error
  }
}
