import { join, resolve } from 'node:path'
import { type Engine, startEngine } from '../engine/engine.ts'
import { serializeReading } from '../engine/store/wire.ts'
import { announceGateway, withdrawGateway } from '../ipc/gateway-address.ts'
import type { HttpServer } from '../ipc/http.ts'
import { createSimulatorHost } from '../simulator/host.ts'
import { CommitWatch } from './commit-watch.ts'
import { configurationSource, requireConfigFile } from './configuration.ts'
import { ExitCode } from './exit-code.ts'
import { keepHeapSmall } from './heap.ts'
import { jsonText } from './json.ts'
import { liveTable } from './live/live-table.ts'
import { RecentLines } from './live/recent-lines.ts'
import { openScreen, type Screen } from './live/screen.ts'
import { type FramesOptions, openRecorder } from './frames.ts'
import type { CommonOptions } from './options.ts'
import type { ServeOptions } from './serve.ts'
import { serviceManager } from './service-manager.ts'
import type { Shell } from './shell.ts'
import { watchForStop } from './signals.ts'
import { plural } from './text.ts'

export interface CollectOptions extends FramesOptions {
  readonly serve: ServeOptions | null
  /** null: until a signal. */
  readonly forMs: number | null
  readonly wantsTable: boolean
}

/** A stop that takes longer is not waited for: the journal is committed before the network is let go. */
const patienceMs = 5_000

/** How the running gateway is shown. */
type View = 'table' | 'log' | 'json'

/** `run`: the whole gateway until it is told to stop. */
export async function collect(
  shell: Shell,
  common: CommonOptions,
  { serve, forMs, wantsTable, ...framesOptions }: CollectOptions,
): Promise<ExitCode> {
  requireConfigFile(common)
  keepHeapSmall()
  const view: View = common.json ? 'json' : shell.out.isTerminal && wantsTable ? 'table' : 'log'
  const recent = new RecentLines(3)
  // What is wrong with it is for the log, once there is one: a full disk must not keep a gateway from collecting.
  const noRecording: string[] = []
  let sayTrouble = (sentence: string): void => void noRecording.push(sentence)
  const recorder = await openRecorder(framesOptions, (sentence) => sayTrouble(sentence)).catch(
    (error: unknown) => {
      sayTrouble(`frames are not recorded: ${error instanceof Error ? error.message : String(error)}`)
      return null
    },
  )
  const stop = watchForStop(shell, forMs)
  const simulator = createSimulatorHost({
    markerPath: join(common.dataDir, 'simulator.json'),
    demoPath: join(shell.packageDir, 'config', 'demo.ini'),
  })
  // The meters are to answer in the first slot already.
  const simulatorTrouble = await simulator.restore().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  const engine = await startEngine({
    source: configurationSource(common, shell),
    dataDir: common.dataDir,
    version: shell.version,
    console: consoleFor(view, shell, recent),
    onLogTrouble: (sentence) =>
      view === 'table' ? recent.add(` - WARNING - ${sentence}`) : shell.note(sentence),
    ...(recorder === null ? {} : { onFrame: recorder.onFrame }),
  }).catch(async (error: unknown) => {
    await Promise.all([simulator.close(), recorder?.close()])
    throw error
  })
  const readings = view === 'json' ? new ReadingLines(engine, shell) : null
  let server: HttpServer | null = null
  let withdraw = (): void => {}
  const manager = serviceManager(shell.env, (sentence) => engine.logger.warning(sentence))
  const frameLogger = engine.logger.child('frames')
  sayTrouble = (sentence) => frameLogger.warning(sentence)
  for (const sentence of noRecording) sayTrouble(sentence)
  try {
    if (recorder !== null) frameLogger.info(`every frame is recorded in ${recorder.description}`)
    if (simulatorTrouble !== null) {
      engine.logger.warning(`the simulated meters are not where they were: ${simulatorTrouble}`)
    }
    const devices = engine.configuration.config.devices
    await simulator.keepFor(devices.map(({ section }) => section))
    if (serve === null) withdrawGateway(engine.dataDir)
    else {
      // Half of all that there is to load: the first slot does not wait for it.
      const { serveGateway } = await import('./serve.ts')
      server = await serveGateway(engine, serve, simulator, shell)
      withdraw = announceGateway(engine.dataDir, server)
    }
    const screen = show(view, engine, server, shell, recent)
    const commits = new CommitWatch()
    manager.ready(() => commits.isAlive(engine.journal.stats(), performance.now()))
    readings?.begin()
    await stop.stopped
    manager.stopping()
    screen?.close()
  } finally {
    withdraw()
    sayTrouble = (sentence) => shell.note(sentence)
    const stopped = engine.stop().then(() => Promise.all([simulator.close(), recorder?.close()]))
    await stopWithin(shell, [server?.close(), stopped])
    stop.close()
  }
  if (view === 'json') shell.out.line(jsonText({ event: 'stopped' }))
  if (view === 'table') shell.out.line(farewell(engine))
  return ExitCode.fine
}

/** Readings as lines of JSON. Those of the first slot come before the server listens: they wait for their turn. */
class ReadingLines {
  readonly #shell: Shell
  #waiting: string[] | null = []

  constructor(engine: Engine, shell: Shell) {
    this.#shell = shell
    engine.subscribe((event) => {
      if (event.kind !== 'reading') return
      const line = `{"event":"reading","reading":${serializeReading(event.reading)}}`
      if (this.#waiting === null) shell.out.line(line)
      else this.#waiting.push(line)
    })
  }

  begin(): void {
    for (const line of this.#waiting ?? []) this.#shell.out.line(line)
    this.#waiting = null
  }
}

function consoleFor(view: View, shell: Shell, recent: RecentLines): (line: string) => void {
  switch (view) {
    case 'log':
      return (line) => shell.out.line(line)
    // The results have stdout for themselves.
    case 'json':
      return (line) => shell.note(line)
    case 'table':
      return (line) => recent.add(line)
  }
}

function show(
  view: View,
  engine: Engine,
  server: HttpServer | null,
  shell: Shell,
  recent: RecentLines,
): Screen | null {
  const servedAt = server?.url ?? null
  switch (view) {
    case 'log':
      return null
    case 'json':
      shell.out.line(
        jsonText({
          event: 'started',
          gateway_id: engine.gatewayId,
          config: resolve(engine.configuration.path),
          data_dir: resolve(engine.dataDir),
          served_at: servedAt,
        }),
      )
      return null
    case 'table':
      return openScreen(shell.out, (size) =>
        liveTable(
          {
            gatewayId: engine.gatewayId,
            configPath: engine.configuration.path,
            servedAt,
            status: engine.monitor.status(),
            recent: recent.lines,
          },
          size,
        ),
      )
  }
}

async function stopWithin(shell: Shell, stops: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  const timer = setTimeout(() => {
    shell.note(`still not stopped after ${patienceMs / 1_000} s; what was committed is safe`)
    shell.abandon(ExitCode.failed)
  }, patienceMs)
  await Promise.all(stops)
  clearTimeout(timer)
}

function farewell(engine: Engine): string {
  const { readingsTotal, storedTotal, upload } = engine.monitor.status()
  return `Stopped: ${plural(readingsTotal, 'reading')} taken, ${storedTotal.toLocaleString('en-US')} stored, ${upload.acknowledgedTotal.toLocaleString('en-US')} acknowledged by the API.`
}
