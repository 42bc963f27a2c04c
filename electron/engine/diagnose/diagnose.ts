import type { ByteOrderAdvice } from '../../../shared/contract/tester.ts'
import type { DeviceConfig, Quality, Reading } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { listText } from '../log/words.ts'
import { costModelOf } from '../modbus/cost.ts'
import type { FrameListener } from '../modbus/frame-trace.ts'
import { makePlan } from '../modbus/plan.ts'
import { refusedAdvice, silenceAdvice, unitTroubleAdvice } from './advice.ts'
import type { Diagnosis, Layer, LayerResult } from './diagnosis.ts'
import { makeFirstContact, noSightings, noteFrame } from './first-contact.ts'
import type { Line } from './lines.ts'
import { checkName, type NameEnvironment } from './name-layer.ts'
import { judgeValues, type Plausibility } from './plausibility.ts'
import { type DeviceRead, readDevice } from './read-device.ts'
import { lookBeside, lookElsewhere, lookOneAside } from './second-look.ts'

export interface DiagnoseOptions extends NameEnvironment {
  readonly device: DeviceConfig
  readonly line: Pick<Line, 'link' | 'isHeld'>
  /** Hears the frames of every link; the returned function ends that. */
  readonly watchFrames: (listener: FrameListener) => () => void
  readonly clock: Clock
  readonly maxRetries: number
  /** Hears of each layer as soon as it is known. */
  readonly onLayer?: (result: LayerResult) => void
  readonly signal?: AbortSignal
}

/**
 * Reads a device once, layer by layer, and says which layer fails and what to check. Never rejects for anything that a
 * device or a line does.
 */
export async function diagnoseDevice(options: DiagnoseOptions): Promise<Diagnosis> {
  const { device, clock, line } = options
  const { link, isHeld } = line
  const layers: LayerResult[] = []
  const add = (result: LayerResult): void => {
    layers.push(result)
    options.onLayer?.(result)
  }
  const conclude = (read: DeviceRead | null): Diagnosis => ({
    deviceId: device.id,
    layers,
    failedLayer: layers.find(({ outcome }) => outcome === 'failed')?.layer ?? null,
    throughCollector: isHeld,
    read,
  })

  const startMs = clock.monotonicMs()
  const name = await checkName(device.link, options)
  add({ layer: 'name', ...name, durationMs: clock.monotonicMs() - startMs })
  if (name.outcome === 'failed') return conclude(null)

  const sightings = noSightings()
  const leave = options.watchFrames((frame) => {
    if (frame.linkId === link.id) noteFrame(sightings, frame, device.unitId, clock.monotonicMs())
  })
  const signal = options.signal ?? new AbortController().signal
  let isThere = false
  try {
    const { requests } = makePlan(device.registers, {
      maxGap: device.maxGap,
      maxRegisters: device.maxRegisters,
      cost: costModelOf(device),
    })
    for await (const result of makeFirstContact({
      device,
      link,
      isHeld,
      clock,
      sightings,
      requests,
      signal,
    })) {
      add(result)
      if (result.outcome === 'failed') return conclude(null)
      isThere = result.layer === 'answer'
    }
  } finally {
    leave()
  }
  if (!isThere) return conclude(null)
  const readStartMs = clock.monotonicMs()
  const read = await readDevice({ device, link, clock, maxRetries: options.maxRetries, signal })
  const readMs = clock.monotonicMs() - readStartMs
  // What was not asked for any more says nothing about the device.
  if (signal.aborted) return conclude(null)
  const refused = device.registers.find(
    ({ label }) => read.reading.measurements.get(label)?.quality === 'BAD_ADDRESS',
  )
  const hint = refused === undefined ? null : await lookElsewhere({ device, link, clock, signal }, refused)
  add(registersLayer(device, read.reading, hint, readMs))
  if ([...read.reading.measurements.values()].some(({ quality }) => isDecoded(quality))) {
    const judgement = judgeValues(device, read)
    const odd = device.registers.filter(({ label }) => judgement.suspicious.includes(label))
    const look = { device, link, clock, signal }
    const aside = judgement.isAllZero
      ? await lookBeside(look, device.registers)
      : await lookOneAside(look, odd)
    // What explains the refusal as well is not weighed against a byte order that only fits by chance.
    const byteOrder = hint !== null && aside !== null ? null : judgement.byteOrder
    add(valuesLayer(read, { ...judgement, byteOrder }, aside, clock.monotonicMs() - readStartMs - readMs))
  }
  return conclude(read)
}

/** Its words arrived and were looked at. */
const isDecoded = (quality: Quality): boolean =>
  quality === 'GOOD' || quality === 'BAD_RANGE' || quality === 'BAD_VALUE'

function registersLayer(
  device: DeviceConfig,
  { measurements }: Reading,
  hint: string | null,
  durationMs: number,
): LayerResult {
  const entries = [...measurements]
  const unread = entries.filter(([, { quality }]) => !isDecoded(quality))
  const layer: Layer = 'registers'
  if (unread.length === 0) {
    const detail = `${entries.length} of ${entries.length} registers read`
    return { layer, outcome: 'ok', detail, advice: null, durationMs }
  }
  const writtenOf = new Map(device.registers.map(({ label, writtenAddress }) => [label, writtenAddress]))
  const reasons = Map.groupBy(unread, ([, { detail }]) => detail ?? 'not read')
  const named = [...reasons].map(([reason, alike]) => {
    const labels = alike.map(([label]) => `${label} (${writtenOf.get(label) ?? ''})`)
    return `${listText(labels, 6)}: ${reason}`
  })
  const isEach = (wanted: Quality): boolean => unread.every(([, { quality }]) => quality === wanted)
  return {
    layer,
    outcome: 'failed',
    detail: `${entries.length - unread.length} of ${entries.length} registers read; not read: ${named.slice(0, 8).join('; ')}`,
    advice: isEach('BAD_COMM')
      ? silenceAdvice(device)
      : isEach('BAD_DEVICE')
        ? unitTroubleAdvice
        : (hint ?? refusedAdvice),
    durationMs,
  }
}

function valuesLayer(
  read: DeviceRead,
  { suspicious, byteOrder, isAllZero }: Plausibility,
  aside: string | null,
  durationMs: number,
): LayerResult {
  const layer: Layer = 'values'
  const bad = [...read.reading.measurements].filter(
    ([, { quality }]) => quality === 'BAD_RANGE' || quality === 'BAD_VALUE',
  )
  const badTexts = bad.map(([label, { detail, quality }]) => `${label}: ${detail ?? quality}`)
  const oddTexts = suspicious
    .filter((label) => !bad.some(([badLabel]) => badLabel === label))
    .map(
      (label) =>
        `${label}: ${String(read.reading.measurements.get(label)?.value)} is hardly a measured value`,
    )
  const texts = [...badTexts, ...oddTexts]
  if (texts.length > 0) {
    const advice = valuesAdvice(byteOrder, aside)
    return { layer, outcome: 'warning', detail: listText(texts, 4), advice, durationMs }
  }
  if (isAllZero) {
    const advice =
      aside ?? 'check that something is connected to the meter, and that these are its measured values'
    return { layer, outcome: 'warning', detail: 'every number is 0', advice, durationMs }
  }
  return { layer, outcome: 'ok', detail: 'in range and plausible', advice: null, durationMs }
}

/** The halves of two floats in a row look like one float with its words swapped: only the display tells which it is. */
function valuesAdvice(byteOrder: Plausibility['byteOrder'], aside: string | null): string {
  const ways = [...(byteOrder === null ? [] : [byteOrderText(byteOrder)]), ...(aside === null ? [] : [aside])]
  if (ways.length === 0) {
    return 'compare with the display of the meter; check data_types, scaling_factors and byte_order'
  }
  return ways.length === 1 ? ways.join() : `${ways.join('; ')}: compare both with the display`
}

/** With values, so that one look at the display decides. */
function byteOrderText({ order, agreeing }: ByteOrderAdvice): string {
  const values = agreeing.map(({ label, suggested }) => `${label} ${suggested}`)
  return `with byte_order = ${order} they would be plausible (${listText(values, 4)})`
}
