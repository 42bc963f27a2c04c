import type { RunState, ResultOf } from '../../../shared/contract/tester.ts'
import type { DeviceConfig } from '../../../shared/model/index.ts'
import { endpointText } from '../../engine/diagnose/advice.ts'
import { chooseDevices } from '../devices.ts'
import { requireConfigFile } from '../configuration.ts'
import { CommandError, ExitCode, wrongUsage } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import { paintWith, type Style } from '../live/styles.ts'
import { type CommandFactory, describedCommand } from '../options.ts'
import type { Shell } from '../shell.ts'
import { type AtBench, atBench, type BenchOptions, framesOption, tokenOption } from '../tester/open-bench.ts'
import { latencyText, padEnd, padStart, plural, safe } from '../text.ts'

interface TestOptions extends BenchOptions {
  readonly api: boolean
}

export const testCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'test',
    summary:
      'Connects to each device and reads it once, layer by layer, and says what fails and what to check.',
    description:
      'Layers: name, connection, bytes, frame, answer, registers, values. Without a name all enabled devices are ' +
      'tested; a disabled one can be named. Ends with 1 when a layer of a device fails; a warning is no failure. ' +
      'Beside a collector that serves, the test goes through its connections. With --api one marked sample is sent to the ' +
      'API instead, of which nothing is kept here.',
    json:
      'one line for each device: {device_id, ok, failed_layer, layers: [{layer, outcome, detail, advice, ' +
      'duration_ms}], through_collector, sanity, byte_order}; with --api {url, verdict, status, latency_ms, advice, sent, body}',
    examples: [
      ['test', 'all enabled devices'],
      ['test DEVICE_1 DEVICE_2', 'two of them'],
      ['test --api', 'the way to the API'],
    ],
  })
    .argument('[devices...]', 'ids of devices: their sections in config.ini')
    .option('--api', 'test the API instead of devices', false)
    .option(...tokenOption)
    .option(...framesOption)
    .action(async (devices: readonly string[], options: TestOptions) => {
      requireConfigFile(options)
      finish(
        await atBench(options, shell, (at) =>
          options.api ? testApi(devices, options, at, shell) : testDevices(devices, options, at, shell),
        ),
      )
    })

async function testDevices(
  names: readonly string[],
  options: TestOptions,
  { bench, devices: known, signal }: AtBench,
  shell: Shell,
): Promise<ExitCode> {
  const devices = chooseDevices(known, names, { onlyEnabled: true })
  if (devices.length === 0) throw wrongUsage('no device is enabled; name the one to test')
  const failed: string[] = []
  const doubtful: string[] = []
  for (const device of devices) {
    if (signal.aborted) break
    if (!options.json) shell.out.line(safe(`${device.id} (${device.name})`))
    let printed = 0
    const printNew = (state: RunState): void => {
      const layers = resultIn(state)?.layers ?? []
      if (!options.json) for (const layer of layers.slice(printed)) printLayer(layer, shell)
      printed = layers.length
    }
    const subject = { kind: 'device', deviceId: device.id } as const
    const state = await bench.run<'test'>({ kind: 'test', subject }, { signal, onState: printNew })
    printNew(state)
    const result = resultIn(state)
    if (state.trouble !== null) throw new CommandError(safe(state.trouble))
    if (result === null) break
    if (result.failedLayer !== null) failed.push(device.id)
    else if (isDoubtful(result)) doubtful.push(device.id)
    if (options.json) shell.out.line(jsonText(testJson(device, result)))
    else {
      printMore(device, result, shell)
      shell.out.line('')
    }
  }
  if (signal.aborted) return ExitCode.failed
  if (!options.json) shell.out.line(safe(summaryText(devices.length, failed, doubtful)))
  return failed.length === 0 ? ExitCode.fine : ExitCode.failed
}

/** It answers, and what it says is not to be relied on yet. */
const isDoubtful = ({ layers, sanity, byteOrder }: ResultOf<'test'>): boolean =>
  byteOrder !== null ||
  layers.some(({ outcome }) => outcome === 'warning') ||
  sanity.some(({ severity }) => severity !== 'ok')

function summaryText(count: number, failed: readonly string[], doubtful: readonly string[]): string {
  const tested = `${plural(count, 'device')} tested`
  if (failed.length === 0 && doubtful.length === 0) return `${tested}, all fine`
  const parts = [
    ...(failed.length === 0 ? [] : [`${failed.length} failed: ${failed.join(', ')}`]),
    ...(doubtful.length === 0
      ? []
      : [`${doubtful.length} with values to be looked at: ${doubtful.join(', ')}`]),
  ]
  return `${tested}, ${parts.join('; ')}`
}

const resultIn = ({ body }: RunState): ResultOf<'test'> | null => (body.kind === 'test' ? body.result : null)

type LayerResult = ResultOf<'test'>['layers'][number]
type SanityCheck = ResultOf<'test'>['sanity'][number]['check']

const marks: Readonly<Record<LayerResult['outcome'], { readonly icon: string; readonly style: Style }>> = {
  ok: { icon: '✔', style: 'good' },
  warning: { icon: '▲', style: 'warning' },
  failed: { icon: '✖', style: 'bad' },
}

const indent = ' '.repeat(25)

function printLayer({ layer, outcome, detail, advice, durationMs }: LayerResult, { out }: Shell): void {
  const paint = paintWith(out.hasColour)
  const { icon, style } = marks[outcome]
  const time = padStart(latencyText(durationMs), 8)
  out.line(`  ${paint(style, icon)} ${padEnd(layer, 10)} ${paint('quiet', time)}  ${safe(detail)}`)
  if (advice !== null) out.line(`${indent}${paint(style, safe(advice))}`)
}

/** The layer of the values says these in its own words. */
const toldByLayer: ReadonlySet<SanityCheck> = new Set(['word-order', 'all-zero'])

/** What the layers do not say: who holds the port, and which values contradict each other. */
function printMore(
  { link }: DeviceConfig,
  { layers, holders, sanity, byteOrder }: ResultOf<'test'>,
  { out }: Shell,
): void {
  const paint = paintWith(out.hasColour)
  for (const { pid, command } of holders) {
    out.line(`${indent}${safe(`${endpointText(link)} is open in process ${pid}: ${command}`)}`)
  }
  const said = layers.find(({ layer, outcome }) => layer === 'values' && outcome !== 'ok')
  const rest = sanity.filter(
    ({ check, severity }) => severity !== 'ok' && !(said !== undefined && toldByLayer.has(check)),
  )
  // What words in the wrong order contradict says nothing of the meter.
  const isOutOfOrder = byteOrder !== null && said?.advice?.includes(byteOrder.order) === true
  if (isOutOfOrder && rest.length > 0)
    out.line(
      `${indent}${plural(rest.length, 'contradiction')} between these values: test again with that byte_order`,
    )
  for (const { severity, labels, measured, expected, advice } of isOutOfOrder ? [] : rest) {
    const { icon, style } = marks[severity === 'problem' ? 'failed' : 'warning']
    out.line(
      `  ${paint(style, icon)} ${padEnd('sanity', 20)} ${safe(`${labels.join(', ')}: ${measured}; expected: ${expected}`)}`,
    )
    if (advice !== null) out.line(`${indent}${paint(style, safe(advice))}`)
  }
  if (byteOrder === null || isOutOfOrder) return
  const which = byteOrder.agreeing.map(
    ({ label, current, suggested }) => `${label} ${suggested} instead of ${current}`,
  )
  out.line(
    `  ${paint('warning', '▲')} ${padEnd('byte order', 20)} ${safe(`with byte_order = ${byteOrder.order}: ${which.join(', ')}`)}`,
  )
}

const testJson = (
  device: DeviceConfig,
  { failedLayer, layers, throughCollector, sanity, byteOrder }: ResultOf<'test'>,
): unknown => ({
  device_id: device.id,
  ok: failedLayer === null,
  failed_layer: failedLayer,
  layers: layers.map(({ layer, outcome, detail, advice, durationMs }) => ({
    layer,
    outcome,
    detail,
    advice,
    duration_ms: durationMs,
  })),
  through_collector: throughCollector,
  sanity,
  byte_order: byteOrder,
})

async function testApi(
  names: readonly string[],
  options: TestOptions,
  { bench, signal }: AtBench,
  shell: Shell,
): Promise<ExitCode> {
  if (names.length > 0) throw wrongUsage('--api tests the API alone: name no device')
  const cost = await bench.cost({ kind: 'api' })
  if (cost.refusal !== null) throw new CommandError(safe(cost.refusal))
  const { body, trouble } = await bench.run<'api'>({ kind: 'api' }, { signal })
  if (trouble !== null) throw new CommandError(safe(trouble))
  const result = body.kind === 'api' ? body.result : null
  if (result === null) return ExitCode.failed
  const { latencyMs, ...rest } = result
  if (options.json) shell.out.line(jsonText({ ...rest, latency_ms: latencyMs }))
  else printApi(result, shell)
  return result.verdict === 'accepted' ? ExitCode.fine : ExitCode.failed
}

function printApi({ url, verdict, status, latencyMs, body, advice }: ResultOf<'api'>, { out }: Shell): void {
  const paint = paintWith(out.hasColour)
  const outcome = verdict !== 'accepted' ? 'failed' : advice === null ? 'ok' : 'warning'
  const { icon, style } = marks[outcome]
  const said = status === null ? body : `HTTP ${status} after ${latencyText(latencyMs)}`
  out.line(`${paint(style, icon)} ${safe(`${url}: ${verdict}, ${said}`)}`)
  if (status !== null && body.trim() !== '') out.line(`  ${safe(body.trim())}`)
  if (advice !== null) out.line(`  ${paint(style, safe(advice))}`)
}
