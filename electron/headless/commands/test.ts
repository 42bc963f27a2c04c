import type { DeviceConfig } from '../../../shared/model/index.ts'
import { systemClock } from '../../engine/clock.ts'
import { diagnoseDevice } from '../../engine/diagnose/diagnose.ts'
import { createLoneLines } from '../../engine/diagnose/lone-lines.ts'
import type { Diagnosis, LayerResult } from '../../engine/diagnose/diagnosis.ts'
import { portHolders } from '../../engine/diagnose/port-holders.ts'
import { serialPortPaths } from '../../engine/diagnose/serial-ports.ts'
import { loadConfiguration } from '../configuration.ts'
import { chooseDevices } from '../devices.ts'
import { ExitCode, wrongUsage } from '../exit-code.ts'
import { type FramesOptions, framesOption, openRecorder } from '../frames.ts'
import { jsonText } from '../json.ts'
import { paintWith, type Style } from '../live/styles.ts'
import { type CommandFactory, type CommonOptions, describedCommand } from '../options.ts'
import type { Shell } from '../shell.ts'
import { watchForStop } from '../signals.ts'
import { latencyText, padEnd, padStart, plural, safe } from '../text.ts'

export const testCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'test',
    summary:
      'Connects to each device and reads it once, layer by layer, and says what fails and what to check.',
    description:
      'Layers: name, connection, bytes, frame, answer, registers, values. Without a name all enabled devices are ' +
      'tested; a disabled one can be named. Ends with 1 when a layer of a device fails; a warning is no failure. ' +
      'A serial port that a running collector holds cannot be tested beside it; a TCP device can.',
    json:
      'one line for each device: {device_id, ok, failed_layer, layers: [{layer, outcome, detail, advice, ' +
      'duration_ms}]}',
    examples: [
      ['test', 'all enabled devices'],
      ['test DEVICE_1 DEVICE_2', 'two of them'],
    ],
  })
    .argument('[devices...]', 'ids of devices: their sections in config.ini')
    .option(...framesOption)
    .action(async (devices: readonly string[], options: TestOptions) =>
      finish(await testDevices(devices, options, shell)),
    )

type TestOptions = CommonOptions & FramesOptions

async function testDevices(names: readonly string[], options: TestOptions, shell: Shell): Promise<ExitCode> {
  const { config } = await loadConfiguration(options, shell)
  const devices = chooseDevices(config.devices, names, { onlyEnabled: true })
  if (devices.length === 0) throw wrongUsage('no device is enabled; name the one to test')
  const recorder = await openRecorder(options, (sentence) => shell.note(sentence))
  const stop = watchForStop(shell, null)
  const abort = new AbortController()
  void stop.stopped.then(() => abort.abort())
  const { lines, watchFrames } = createLoneLines(systemClock)
  if (recorder !== null) watchFrames(recorder.onFrame)
  const failed: string[] = []
  for (const device of devices) {
    if (abort.signal.aborted) break
    if (!options.json) shell.out.line(safe(`${device.id} (${device.name})`))
    const line = lines.borrow(device.link, { visited: device.id, asks: 'one' })
    const diagnosis = await diagnoseDevice({
      device,
      line,
      watchFrames,
      clock: systemClock,
      maxRetries: config.maxRetries,
      listSerialPorts: serialPortPaths,
      signal: abort.signal,
      onLayer: (result) => {
        if (!options.json) printLayer(result, shell)
      },
    })
    await line.giveBack()
    if (diagnosis.failedLayer !== null) failed.push(device.id)
    if (options.json) shell.out.line(jsonText(diagnosisJson(diagnosis)))
    else {
      await sayWhoHolds(device, diagnosis, shell)
      shell.out.line('')
    }
  }
  stop.close()
  await recorder?.close()
  if (abort.signal.aborted) return ExitCode.failed
  if (!options.json) {
    const result =
      failed.length === 0
        ? `${plural(devices.length, 'device')} tested, all fine`
        : `${plural(devices.length, 'device')} tested, ${failed.length} failed: ${failed.join(', ')}`
    shell.out.line(safe(result))
  }
  return failed.length === 0 ? ExitCode.fine : ExitCode.failed
}

const marks: Readonly<Record<LayerResult['outcome'], { readonly icon: string; readonly style: Style }>> = {
  ok: { icon: '✔', style: 'good' },
  warning: { icon: '▲', style: 'warning' },
  failed: { icon: '✖', style: 'bad' },
}

function printLayer({ layer, outcome, detail, advice, durationMs }: LayerResult, { out }: Shell): void {
  const paint = paintWith(out.hasColour)
  const { icon, style } = marks[outcome]
  const time = padStart(latencyText(durationMs), 8)
  out.line(`  ${paint(style, icon)} ${padEnd(layer, 10)} ${paint('quiet', time)}  ${safe(detail)}`)
  if (advice !== null) out.line(`${' '.repeat(25)}${paint(style, safe(advice))}`)
}

async function sayWhoHolds({ link }: DeviceConfig, { failedLayer }: Diagnosis, shell: Shell): Promise<void> {
  if (link.kind !== 'rtu' || failedLayer === null || failedLayer === 'name') return
  for (const { pid, command } of await portHolders(link.path)) {
    shell.out.line(`${' '.repeat(25)}${safe(`${link.path} is open in process ${pid}: ${command}`)}`)
  }
}

const diagnosisJson = ({ deviceId, failedLayer, layers }: Diagnosis): unknown => ({
  device_id: deviceId,
  ok: failedLayer === null,
  failed_layer: failedLayer,
  layers: layers.map(({ layer, outcome, detail, advice, durationMs }) => ({
    layer,
    outcome,
    detail,
    advice,
    duration_ms: durationMs,
  })),
})
