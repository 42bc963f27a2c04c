import type { SanityFinding } from '../../../shared/contract/tester.ts'
import type { MeterValue, MeterValues } from './meter-values.ts'
import { isUsualFrequency, isUsualVoltage } from './plausible-range.ts'
import { type Phase, phases } from './roles.ts'
import { findingOf, type Look, placed } from './sanity-finding.ts'

const voltagePlaces: readonly Phase[] = [...phases, 'L1-L2', 'L2-L3', 'L3-L1', 'total']

/** Below this there is no voltage, only what is induced. */
const deadVolts = 20

export function checkVoltage(samples: readonly MeterValues[]): readonly SanityFinding[] {
  return voltagePlaces.flatMap((phase) =>
    findingOf(
      'voltage',
      samples.flatMap((sample) => {
        const voltage = sample.get('voltage', phase)
        return voltage === null ? [] : [lookAtVoltage(voltage, phase, sample)]
      }),
    ),
  )
}

function lookAtVoltage(voltage: MeterValue, phase: Phase, sample: MeterValues): Look {
  const volts = Math.abs(voltage.value)
  const look = {
    about: [voltage],
    measured: placed(phase, voltage.text),
    expected: 'near 120, 230, 277, 400, 480 or 690 V',
  }
  if (isUsualVoltage(volts)) return { ...look, trouble: null }
  if (volts < deadVolts) {
    const current = sample.get('current', phase)
    const trouble =
      current !== null && current.value > Math.max(leastAmperes, 5 * current.step)
        ? {
            severity: 'problem' as const,
            advice: `${current.text} flow in a phase without voltage: check the voltage tap and its fuse`,
          }
        : {
            severity: 'warning' as const,
            advice: 'check the voltage tap and its fuse; nothing is wrong where this phase is not connected',
          }
    return { ...look, trouble }
  }
  const factor = [0.1, 0.01, 0.001, 10, 100, 1_000].find((candidate) => isUsualVoltage(volts * candidate))
  const advice =
    factor === undefined
      ? 'compare with the display; behind a voltage transformer check its ratio in the meter'
      : `${factor} times that would be usual: check scaling_factors and units; behind a voltage transformer check its ratio`
  return { ...look, trouble: { severity: 'warning', advice } }
}

/** Less than this is no load. */
const leastAmperes = 0.1

export function checkFrequency(samples: readonly MeterValues[]): readonly SanityFinding[] {
  return findingOf(
    'frequency',
    samples.flatMap((sample): readonly Look[] => {
      const frequency = sample.get('frequency', 'total')
      if (frequency === null || (frequency.value === 0 && !hasVoltage(sample))) return []
      const look = { about: [frequency], measured: frequency.text, expected: '45 to 65 Hz' }
      if (isUsualFrequency(frequency.value)) return [{ ...look, trouble: null }]
      const factor = [0.1, 0.01, 0.001, 10, 100].find((candidate) =>
        isUsualFrequency(frequency.value * candidate),
      )
      const advice =
        factor === undefined
          ? 'check the address and the data type of this register'
          : `${factor} times that would be right: check scaling_factors`
      return [{ ...look, trouble: { severity: 'problem', advice } }]
    }),
  )
}

const hasVoltage = (sample: MeterValues): boolean =>
  voltagePlaces.some((phase) => Math.abs(sample.get('voltage', phase)?.value ?? 0) >= deadVolts)

/** A meter may show 1.000 as 1.001. */
const mostFactor = 1.005

export function checkPowerFactor(samples: readonly MeterValues[]): readonly SanityFinding[] {
  const places: readonly Phase[] = [...phases, 'total']
  return places.flatMap((phase) =>
    findingOf(
      'power-factor',
      samples.flatMap((sample): readonly Look[] => {
        const factor = sample.get('power-factor', phase)
        if (factor === null) return []
        const magnitude = Math.abs(factor.value)
        const look = { about: [factor], measured: placed(phase, factor.text), expected: '-1 to 1' }
        if (magnitude <= mostFactor) return [{ ...look, trouble: null }]
        const advice =
          magnitude <= 2
            ? 'some meters tell the quadrant in it, and 2 less the value is the factor: see their manual; else check the address, the data type and byte_order of this register'
            : magnitude <= 100.5
              ? 'it may be in percent: 0.01 times that would be right; check scaling_factors and units'
              : magnitude <= 1_005
                ? '0.001 times that would be right: check scaling_factors'
                : 'check the address, the data type (it may have a sign) and byte_order of this register'
        return [{ ...look, trouble: { severity: 'problem', advice } }]
      }),
    ),
  )
}
