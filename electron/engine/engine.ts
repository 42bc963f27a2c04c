import { hostname } from 'node:os'
import type { ConfigState } from '../../shared/contract/config.ts'
import type { DeviceConfig, DeviceId, EventSink } from '../../shared/model/index.ts'
import { linkIdOf } from '../../shared/model/index.ts'
import { type Clock, systemClock } from './clock.ts'
import { type Collector, createCollector } from './collect/collector.ts'
import { type ClockStep, createTimeline } from './collect/timeline.ts'
import { backupDirOf, type ConfigEditor, createConfigEditor } from './config/editor.ts'
import { type ConfigurationSource, loadConfiguration } from './config/load.ts'
import { revisionOf } from './config/revision.ts'
import { profileRegisters } from './config/profile-registers.ts'
import { type RunningConfiguration, runnable, runningOf, type WhenBroken } from './config/runnable.ts'
import { watchConfigFile } from './config/watch.ts'
import type { DeviceRead } from './diagnose/read-device.ts'
import { createLines } from './diagnose/lines.ts'
import { serialPortPaths } from './diagnose/serial-ports.ts'
import { visitDevice } from './diagnose/visit.ts'
import { defectText } from './errors.ts'
import { createLinkFactory } from './link-factory.ts'
import { createEventLog } from './log/event-log.ts'
import { createLog } from './log/log.ts'
import type { LogView } from './log/log-view.ts'
import { durationText } from './log/words.ts'
import type { Logger } from './logger.ts'
import { makeFolder } from './make-folder.ts'
import type { FrameListener } from './modbus/frame-trace.ts'
import { createMonitor, type Monitor } from './monitor/monitor.ts'
import type { QueueStats } from './monitor/suppliers.ts'
import { createWebhook } from './monitor/webhook.ts'
import { gatewayIdentity } from './store/identity.ts'
import { type Journal, openJournal } from './store/journal.ts'
import { acquireLock } from './store/lock.ts'
import { createTraffic, type Traffic } from './traffic/traffic.ts'
import { createTester, type Tester } from './tester/runs.ts'
import { createTools } from './tester/tools.ts'
import { createUploader } from './upload/uploader.ts'

export interface EngineOptions {
  /** File, environment and command line, in the precedence of docs/configuration.md. */
  readonly source: ConfigurationSource
  /** Holds the journal, the lock, the gateway id and the configuration's backups. */
  readonly dataDir: string
  /** Gets every log line; null while a live table has the screen. */
  readonly console: ((line: string) => void) | null
  /** Gets one sentence when not even the log can be written. */
  readonly onLogTrouble: (sentence: string) => void
  readonly clock?: Clock
  /** What to do at the start with a configuration that has errors. */
  readonly whenBroken?: WhenBroken
  /** Of the program, for reports. */
  readonly version: string
  /** Hears every frame from the first one on. */
  readonly onFrame?: FrameListener
}

export interface Engine {
  readonly gatewayId: string
  readonly dataDir: string
  /** The running configuration; a broken file on disk does not change it. */
  readonly configuration: RunningConfiguration
  /** Which version of the file was seen last, and why it does not run if it does not. */
  readonly configState: ConfigState
  readonly editor: ConfigEditor
  readonly journal: Journal
  readonly monitor: Monitor
  readonly collector: Collector
  readonly logger: Logger
  /** What has been logged. */
  readonly log: LogView
  /** The frames on the links, for those who look on. */
  readonly traffic: Traffic
  /** Hears every event from now on; the returned function ends that. */
  subscribe(listener: EventSink): () => void
  /** Hears every frame of every link from now on, visits included; the returned function ends that. */
  watchFrames(listener: FrameListener): () => void
  /** Reads the configuration again and applies it, as when the file changes. */
  reload(): Promise<void>
  /** Asks no device until `resume`; what was read is delivered, and changes of the file wait with the devices. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** False between `pause` and `resume`. */
  readonly isCollecting: boolean
  /**
   * Reads a device of the running configuration outside its schedule; nothing is stored. null: there is no such device.
   *
   * @throws LineRefusedError its line is in use with other settings
   */
  readNow(id: DeviceId): Promise<DeviceRead | null>
  /** The same for a device as it may become. @throws LineRefusedError */
  readDraft(device: DeviceConfig): Promise<DeviceRead>
  /** What technicians run against lines and meters. */
  readonly tester: Tester
  /** Stops collecting, commits what was read, ends the upload in flight: at most about two seconds. */
  stop(): Promise<void>
}

/** What readings are delivered to; each output has its own cursor in the journal. */
const outputs = ['rest'] as const

/**
 * Starts collecting and delivering. The one place that knows all parts of the engine.
 *
 * @throws ConfigurationError the configuration has errors, and `whenBroken` is `refuse`; nothing was started
 * @throws LockedError another collector holds the data directory
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { source, dataDir, clock = systemClock } = options
  const loaded = await loadConfiguration(source)
  let running = await runnable(loaded, source, options.whenBroken ?? 'refuse')
  let configState: ConfigState = {
    path: source.path,
    revision: revisionOf(loaded.text),
    rejected: loaded.config === null ? [...loaded.findings] : [],
    appliedAtMs: clock.wallMs(),
  }

  makeFolder(dataDir)
  const lock = acquireLock(dataDir)
  const identity =
    running.config.gatewayId === null
      ? gatewayIdentity(dataDir)
      : { id: running.config.gatewayId, replacesDamaged: false }
  const gatewayId = identity.id
  const log = createLog({
    ...running.config.log,
    clock,
    console: options.console,
    onTrouble: options.onLogTrouble,
  })
  const { logger } = log
  if (identity.replacesDamaged)
    logger.warning(
      `${dataDir}/gateway-id was damaged: this gateway is called ${gatewayId} from now on; to keep its former name set gateway_id`,
    )

  // Readings go to the journal first; whoever only looks on comes after that.
  const listeners = new Set<EventSink>([createEventLog({ logger, clock })])
  const sink: EventSink = (event) => {
    if (event.kind === 'reading') journal.append(event.reading)
    if (event.kind === 'stored') uploader.notify()
    if (event.kind === 'alert') webhook.post(event.alert)
    for (const listener of listeners) listener(event)
  }

  const webhook = createWebhook({
    url: running.config.alertWebhookUrl,
    gatewayId,
    clock,
    logger: logger.child('alert'),
    fetch: globalThis.fetch,
  })
  const monitor = createMonitor({ clock, queue: () => queueStatsOf(journal), sink })
  monitor.setDevices(running.config.devices)
  listeners.add(monitor.onEvent)
  const journal = openJournal({
    dir: dataDir,
    clock,
    logger: logger.child('store'),
    sink,
    limits: running.config.store,
    outputs,
  })
  const uploader = createUploader({
    journal,
    api: running.config.api,
    gatewayId,
    clock,
    logger: logger.child('upload'),
    sink,
  })
  const linkFactory = createLinkFactory({ clock, logger: logger.child('link'), sink })
  linkFactory.logFrames(running.config.log.frames)
  if (options.onFrame !== undefined) linkFactory.watchFrames(options.onFrame)
  const collector = createCollector({
    clock,
    timeline: createTimeline(clock, journal.newestTimestampMs(), (step) =>
      logger.child('clock').warning(clockStepText(step)),
    ),
    logger: logger.child('collect'),
    sink,
    openLink: (link, retryDelayMs) => linkFactory.open(link, retryDelayMs),
    lastSlotMs: (id) => journal.lastSlotMs(id),
    random: Math.random,
  })

  /** One change after the other: a second one waits for the first. */
  let applying: Promise<void> = Promise.resolve()
  let stopped = false
  let isCollecting = true

  const lines = createLines({
    collector,
    clock,
    openLink: (config) => linkFactory.openAside(config),
  })
  const visit = (device: DeviceConfig): Promise<DeviceRead> =>
    visitDevice(device, running.config.maxRetries, { lines, clock })

  const tester = createTester({
    lines,
    watchFrames: (listener) => linkFactory.watchFrames(listener),
    clock,
    logger: logger.child('tester'),
    tools: createTools({
      devices: () => running.config.devices,
      maxRetries: () => running.config.maxRetries,
      api: () => running.config.api,
      gateway: { id: gatewayId, version: options.version, hostName: hostname() },
      profileRegisters: (id) => profileRegisters(source, id),
      listSerialPorts: serialPortPaths,
    }),
  })

  async function collect(): Promise<readonly DeviceId[]> {
    const devices = isCollecting ? running.config.devices : []
    const wanted = new Set(devices.filter(({ enabled }) => enabled).map(({ link }) => linkIdOf(link)))
    return lines.handOver(wanted, () => collector.apply({ ...running.config, devices }))
  }

  async function apply(): Promise<void> {
    if (stopped) return
    const loaded = await loadConfiguration(source)
    const revision = revisionOf(loaded.text)
    // What has just been saved here is not applied a second time.
    if (loaded.text !== '') watch.noted(loaded.text)
    const next = runningOf(loaded)
    if (next === null) {
      configState = { ...configState, revision, rejected: [...loaded.findings] }
      sink({ kind: 'config-rejected', findings: loaded.findings })
      return
    }
    running = next
    const { config } = next
    log.reconfigure(config.log)
    linkFactory.logFrames(config.log.frames)
    webhook.setUrl(config.alertWebhookUrl)
    journal.setLimits(config.store)
    monitor.setDevices(config.devices)
    const changedDevices = await collect()
    uploader.reconfigure(config.api)
    configState = { ...configState, revision, rejected: [], appliedAtMs: clock.wallMs() }
    sink({ kind: 'config-applied', changedDevices, warnings: loaded.findings })
    if (config.gatewayId !== null && config.gatewayId !== gatewayId) {
      logger.child('config').warning(`gateway_id = ${config.gatewayId} is used from the next start on`)
    }
  }

  function inTurn(step: () => Promise<void>): Promise<void> {
    // A change that fails must not keep the next one from being applied, nor the end from flushing.
    applying = applying.then(step).catch((error: unknown) => {
      logger.error(defectText(error))
    })
    return applying
  }

  const reload = (): Promise<void> => inTurn(apply)

  const setCollecting = (wanted: boolean): Promise<void> =>
    inTurn(async () => {
      if (stopped || isCollecting === wanted) return
      isCollecting = wanted
      if (!wanted) await collect()
      sink({ kind: 'collecting', isCollecting })
      if (wanted) await collect()
    })

  const enabled = running.config.devices.filter((device) => device.enabled).length
  logger.info(
    `gateway ${gatewayId} collects from ${enabled} of ${running.config.devices.length} devices in ${source.path}, ` +
      `journal in ${dataDir}, ${running.config.api === null ? 'no api_url: stored only' : `API ${running.config.api.url}`}`,
  )
  if (enabled === 0) logger.warning('no device is enabled: nothing is read')
  uploader.start()
  await collect()
  const watch = watchConfigFile({
    path: source.path,
    text: loaded.text,
    onChange: reload,
  })
  if (configState.rejected.length > 0) sink({ kind: 'config-rejected', findings: configState.rejected })
  const editor = createConfigEditor({ source, backupDir: backupDirOf(dataDir), clock, apply: reload })

  return {
    gatewayId,
    dataDir,
    get configuration() {
      return running
    },
    get configState() {
      return configState
    },
    editor,
    journal,
    monitor,
    collector,
    logger,
    log: log.view,
    traffic: createTraffic((listener) => linkFactory.watchFrames(listener)),
    watchFrames: (listener) => linkFactory.watchFrames(listener),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    reload,
    pause: () => setCollecting(false),
    resume: () => setCollecting(true),
    get isCollecting() {
      return isCollecting
    },
    async readNow(id) {
      const device = running.config.devices.find((each) => each.id === id)
      return device === undefined ? null : visit(device)
    },
    readDraft: visit,
    tester,
    async stop() {
      if (stopped) return
      stopped = true
      watch.close()
      await applying
      await Promise.all([collector.stop(), tester.close(), lines.close()])
      journal.flush()
      await Promise.all([uploader.stop(), webhook.close()])
      monitor.close()
      logger.info('stopped')
      journal.close()
      log.close()
      lock.release()
    },
  }
}

function queueStatsOf(journal: Journal): QueueStats {
  const { unsent, unsentBytes, oldestUnsentSlotMs, deadLetters, sizeBytes, waitingReadings } = journal.stats()
  return { unsent, unsentBytes, oldestUnsentMs: oldestUnsentSlotMs, deadLetters, sizeBytes, waitingReadings }
}

function clockStepText({ kind, byMs }: ClockStep): string {
  const by = durationText(byMs)
  return kind === 'forward'
    ? `the system clock was set ahead by ${by} (or the computer slept): time stamps follow it`
    : `the system clock is ${by} behind the newest readings: time stamps go on from there, none runs backwards`
}
