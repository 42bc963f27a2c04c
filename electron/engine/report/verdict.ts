import type { Measurement, Reading } from '../../../shared/model/index.ts'
import { plausibilityText } from './words.ts'
import type { ReportFacts } from './facts.ts'

/** `silent`: no sample has any value. */
export type ReportVerdict = 'in-order' | 'remarks' | 'attention' | 'silent'

/** What has to be looked at before the device is handed over. */
export interface ReportPoint {
  readonly severity: 'warning' | 'problem'
  readonly what: string
  /** What to check. */
  readonly advice: string | null
}

export interface ValueCounts {
  readonly samplesAnswered: number
  readonly values: number
  readonly goodValues: number
}

export function countValues({ samples }: Pick<ReportFacts, 'samples'>): ValueCounts {
  const all = samples.flatMap(({ reading }) => [...reading.measurements.values()])
  return {
    samplesAnswered: samples.filter(({ reading }) => isAnswered(reading)).length,
    values: all.length,
    goodValues: all.filter(({ quality }) => quality === 'GOOD').length,
  }
}

/** BAD_DEVICE is an answer of a gateway for a unit that is not there. */
const isAnswered = ({ measurements }: Reading): boolean =>
  [...measurements.values()].some(({ quality }) => quality !== 'BAD_COMM' && quality !== 'BAD_DEVICE')

export function judgeReport(facts: ReportFacts): {
  readonly verdict: ReportVerdict
  readonly points: readonly ReportPoint[]
} {
  const { samples, sanity, byteOrder } = facts
  const { samplesAnswered } = countValues(facts)
  const points = [
    ...missingSamples(facts, samplesAnswered),
    ...badValues(facts),
    ...sanity.flatMap(({ severity, labels, measured, expected, advice }): readonly ReportPoint[] =>
      severity === 'ok' ? [] : [{ severity, what: plausibilityText({ labels, measured, expected }), advice }],
    ),
    ...(byteOrder === null
      ? []
      : [
          {
            severity: 'problem' as const,
            what: `The byte order of ${byteOrder.agreeing.map(({ label }) => label).join(', ')} is hardly right`,
            advice: `compare with the display of the meter, and try byte_order = ${byteOrder.order}`,
          },
        ]),
  ]
  if (samples.length === 0 || samplesAnswered === 0) return { verdict: 'silent', points }
  if (points.some(({ severity }) => severity === 'problem')) return { verdict: 'attention', points }
  return { verdict: points.length > 0 ? 'remarks' : 'in-order', points }
}

function missingSamples(
  { samples, wantedSamples }: ReportFacts,
  samplesAnswered: number,
): readonly ReportPoint[] {
  if (samples.length === 0) {
    return [{ severity: 'problem', what: 'No sample was taken', advice: 'make the report again' }]
  }
  const silent = samples.length - samplesAnswered
  const stopped: readonly ReportPoint[] =
    samples.length < wantedSamples
      ? [
          {
            severity: 'warning',
            what: `It was stopped after ${samples.length} of ${wantedSamples} samples`,
            advice: null,
          },
        ]
      : []
  if (silent === 0) return stopped
  return [
    ...stopped,
    {
      severity: 'problem',
      what: `The device gave no answer to ${silent} of ${samples.length} samples`,
      advice: 'run the test of this device: it names the layer that fails and what to check',
    },
  ]
}

/** One point for each register that was not good in every sample that the device answered. */
function badValues({ device, samples }: ReportFacts): readonly ReportPoint[] {
  const answered = samples.filter(({ reading }) => isAnswered(reading))
  return device.registers.flatMap(({ label }): readonly ReportPoint[] => {
    const measurements = answered.flatMap(({ reading }) => reading.measurements.get(label) ?? [])
    const bad = measurements.filter(({ quality }) => quality !== 'GOOD')
    const last = bad.at(-1)
    if (last === undefined) return []
    const often =
      bad.length === measurements.length ? '' : ` in ${bad.length} of ${measurements.length} samples`
    return [{ severity: 'problem', what: `${label}: ${badText(last)}${often}`, advice: null }]
  })
}

const badText = ({ quality, detail }: Measurement): string =>
  detail === undefined ? quality : `${quality}, ${detail}`
