/**
 * What may be asked for, by name. This file is free of libraries: the preload script checks against it what it lets
 * through.
 */

/** Calls to the engine. The schemas stand in commands.ts. */
export const commandNames = [
  'readNow',
  'startCollecting',
  'stopCollecting',
  'loadSimulator',
  'configDraft',
  'configSave',
  'configRestore',
  'configBackups',
  'readDraft',
  'serialPorts',
  'profiles',
  'saveProfile',
  'seriesCatalog',
  'seriesRange',
  'acknowledgeAlert',
  'deadLetters',
  'retryDeadLetters',
  'dropDeadLetters',
  'logPage',
  'logFiles',
  'trafficFile',
  'runCost',
  'startRun',
  'stopRun',
] as const
export type CommandName = (typeof commandNames)[number]

/** What can be subscribed to. The schemas stand in topics.ts. */
export const topicNames = [
  'status',
  'config',
  'series',
  'alerts',
  'queue',
  'log',
  'traffic',
  'run',
  'runs',
] as const
export type TopicName = (typeof topicNames)[number]

/** Calls to the desktop shell around the engine; in a browser there is none. The schemas stand in desktop.ts. */
export const desktopCommandNames = [
  'desktopState',
  'desktopSetAutostart',
  'desktopSetCloseAction',
  'desktopLookAt',
  'desktopOpenConfig',
  'desktopOpenLogFolder',
] as const
export type DesktopCommandName = (typeof desktopCommandNames)[number]
