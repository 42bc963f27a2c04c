import { z } from 'zod'
import { acknowledgeAlert } from './alerts.ts'
import { noArgs, takenReading } from './common.ts'
import {
  configBackups,
  configDraft,
  configRestore,
  configSave,
  profiles,
  readDraft,
  saveProfile,
  serialPorts,
} from './config.ts'
import { logFiles, logPage } from './log.ts'
import type { CommandName } from './names.ts'
import { deadLetters, dropDeadLetters, retryDeadLetters } from './queue.ts'
import { seriesCatalog, seriesRange } from './series.ts'
import { trafficFile } from './traffic.ts'
import { runCost, startRun, stopRun } from './tester.ts'

const done = z.object({})

interface CommandSpec {
  /** `write` is refused where the gateway is served read-only. */
  readonly access: 'read' | 'write'
  readonly args: z.ZodType
  readonly result: z.ZodType
}

/** Every call from the interface to the engine: arguments are parsed on arrival, results are typed for both sides. */
export const commands = {
  /** Reads a device outside its schedule, through the collector's own link; nothing is stored. */
  readNow: {
    access: 'write',
    args: z.strictObject({ deviceId: z.string().max(300) }),
    result: takenReading,
  },
  startCollecting: { access: 'write', args: noArgs, result: done },
  /** What was read is kept and delivered; no device is asked until `startCollecting` or a restart. */
  stopCollecting: { access: 'write', args: noArgs, result: done },
  /** Starts the simulated meters beside the gateway and adds them to config.ini. */
  loadSimulator: { access: 'write', args: noArgs, result: z.object({ sections: z.array(z.string()) }) },
  /** The file with edits applied in memory: what it would mean, nothing is written. */
  configDraft: { access: 'read', ...configDraft },
  configSave: { access: 'write', ...configSave },
  configRestore: { access: 'write', ...configRestore },
  configBackups: { access: 'read', ...configBackups },
  /** Reads a device with settings that are not saved yet. */
  readDraft: { access: 'write', ...readDraft },
  serialPorts: { access: 'read', ...serialPorts },
  profiles: { access: 'read', ...profiles },
  saveProfile: { access: 'write', ...saveProfile },
  seriesCatalog: { access: 'read', ...seriesCatalog },
  seriesRange: { access: 'read', ...seriesRange },
  acknowledgeAlert: { access: 'write', ...acknowledgeAlert },
  deadLetters: { access: 'read', ...deadLetters },
  retryDeadLetters: { access: 'write', ...retryDeadLetters },
  dropDeadLetters: { access: 'write', ...dropDeadLetters },
  logPage: { access: 'read', ...logPage },
  logFiles: { access: 'read', ...logFiles },
  trafficFile: { access: 'read', ...trafficFile },
  runCost: { access: 'read', ...runCost },
  startRun: { access: 'write', ...startRun },
  stopRun: { access: 'write', ...stopRun },
} as const satisfies Record<CommandName, CommandSpec>

export type Commands = typeof commands
export type Args<K extends CommandName> = z.infer<Commands[K]['args']>
export type Result<K extends CommandName> = z.infer<Commands[K]['result']>
/** What a server has to implement: a missing handler does not compile. */
export type Handlers = {
  readonly [K in CommandName]: (args: Args<K>, caller?: Caller) => Promise<Result<K>>
}

export interface Caller {
  /** Aborted when its connection is gone. */
  readonly gone: AbortSignal
}
