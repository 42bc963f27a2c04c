import type { DeviceConfig, LinkId, Reading } from '../../shared/model/index.ts'
import { linkIdOf } from '../../shared/model/index.ts'
import { systemClock } from '../engine/clock.ts'
import { readDevice } from '../engine/diagnose/read-device.ts'
import { silentLogger } from '../engine/logger.ts'
import { createLink } from '../engine/modbus/create-link.ts'
import type { Link, LinkEnvironment } from '../engine/modbus/link.ts'
import { serializeReading } from '../engine/store/wire.ts'
import { loadConfiguration } from './configuration.ts'
import { chooseDevices } from './devices.ts'
import { ExitCode } from './exit-code.ts'
import { openRecorder } from './frames.ts'
import type { Shell } from './shell.ts'
import { watchForStop } from './signals.ts'
import { collectorAtWork, refuseHeldLines } from './tester/collector-at-work.ts'
import type { BenchOptions } from './tester/open-bench.ts'
import { readThrough } from './tester/read-through.ts'
import { latencyText, safe, textTable } from './text.ts'

/**
 * `run --once`: one slot for every enabled device, without journal, lock and upload. Beside a collector that serves, over its
 * connections.
 *
 * @throws CommandError the collector does not serve, so its lines are for it alone
 */
export async function readOnce(shell: Shell, options: BenchOptions): Promise<ExitCode> {
  const { config } = await loadConfiguration(options, shell)
  const devices = chooseDevices(config.devices, [], { onlyEnabled: true })
  if (devices.length === 0) shell.note('no device is enabled')
  let isAllAnswered = true
  const show = (device: DeviceConfig, reading: Reading): void => {
    isAllAnswered &&= [...reading.measurements.values()].some(({ quality }) => quality !== 'BAD_COMM')
    if (options.json) shell.out.line(serializeReading(reading))
    else for (const line of readingLines(device, reading)) shell.out.line(line)
  }
  const collector = collectorAtWork(options.dataDir)
  const address = collector?.address ?? null
  if (address !== null) {
    await readThrough(address, devices, options, shell, (device, { reading }) => show(device, reading))
    return isAllAnswered ? ExitCode.fine : ExitCode.failed
  }
  if (collector !== null) refuseHeldLines(collector, devices, config.devices)
  const recorder = await openRecorder(options, (sentence) => shell.note(sentence))
  const stop = watchForStop(shell, null)
  const abort = new AbortController()
  void stop.stopped.then(() => abort.abort())
  const onFrame = recorder?.onFrame ?? null
  await readAll({ devices, maxRetries: config.maxRetries, signal: abort.signal, onFrame }, show)
  stop.close()
  await recorder?.close()
  return isAllAnswered ? ExitCode.fine : ExitCode.failed
}

interface ReadAllOptions {
  readonly devices: readonly DeviceConfig[]
  readonly maxRetries: number
  readonly signal: AbortSignal
  readonly onFrame: LinkEnvironment['onFrame']
}

/** Links are shared and work at the same time, the devices on one link take turns; told in the order of the devices. */
async function readAll(
  { devices, maxRetries, signal, onFrame }: ReadAllOptions,
  onReading: (device: DeviceConfig, reading: Reading) => void,
): Promise<void> {
  const links = new Map<LinkId, Link>()
  const reads = devices.map((device) => {
    const id = linkIdOf(device.link)
    const link = links.get(id) ?? openLink(device, onFrame)
    links.set(id, link)
    return readDevice({ device, link, clock: systemClock, maxRetries, signal })
  })
  try {
    for (const [index, device] of devices.entries()) {
      const read = await reads[index]
      if (read !== undefined) onReading(device, read.reading)
    }
  } finally {
    await Promise.all([...links.values()].map((link) => link.close()))
  }
}

const openLink = ({ link }: DeviceConfig, onFrame: LinkEnvironment['onFrame']): Link =>
  createLink(link, {
    clock: systemClock,
    logger: silentLogger,
    retryDelayMs: 1_000,
    onState: () => {},
    onFrame,
  })

function readingLines(device: DeviceConfig, { latencyMs, measurements }: Reading): readonly string[] {
  const latency = latencyMs === null ? '' : `, ${latencyText(latencyMs)} on the wire`
  const rows = [...measurements].map(([label, { value, unit, quality, detail }]) => [
    `  ${label}`,
    value === null ? '–' : String(value),
    unit,
    quality,
    detail ?? '',
  ])
  const [, ...lines] = textTable(['', '', '', '', ''], rows, ['left', 'right'])
  return [safe(`${device.id} (${device.name})${latency}`), ...lines, '']
}
