import { functionCodeOf, type LinkConfig, type RegisterConfig } from '../../../shared/model/index.ts'
import { takenReading } from '../diagnose/taken-reading.ts'
import { decimalToNumber } from '../modbus/decimal.ts'
import { type DeviceReport, requestJson } from '../plan-report.ts'
import { isoTime } from '../store/wire.ts'
import type { ReportFacts } from './facts.ts'
import type { LatencySummary } from './latency-summary.ts'
import { countValues, judgeReport } from './verdict.ts'
import { typeText, wordsText } from './words.ts'

/** Raised with every change that a reader of an older one would misunderstand. */
const reportVersion = 1

/** The report for programs, its shape as docs/commissioning.md tells. */
export function reportJson(facts: ReportFacts): string {
  const { gateway, device, requests, byteOrder } = facts
  const { verdict, points } = judgeReport(facts)
  const { samplesAnswered, values, goodValues } = countValues(facts)
  const report = {
    report: 'gateway-ems commissioning',
    report_version: reportVersion,
    made_at: isoTime(facts.madeAtMs),
    gateway: { id: gateway.id, version: gateway.version, host: gateway.hostName },
    verdict,
    points,
    device: {
      id: device.id,
      name: device.name,
      type: device.type,
      unit_id: device.unitId,
      link: linkJson(device.link),
      timeout_ms: device.timeoutMs,
      interval_ms: device.intervalMs,
      request_delay_ms: device.requestDelayMs,
      max_gap: device.maxGap,
      max_registers: device.maxRegisters,
      registers: device.registers.map(registerJson),
    },
    through_collector: facts.throughCollector,
    plan: planJson(facts.plan),
    statistics: {
      samples_wanted: facts.wantedSamples,
      samples: facts.samples.length,
      samples_answered: samplesAnswered,
      values,
      good_values: goodValues,
      requests: requests.made,
      requests_answered: requests.answered,
      latency: requests.latency === null ? null : latencyJson(requests.latency),
    },
    sanity: facts.sanity,
    byte_order: byteOrder,
    samples: facts.samples.map((sample) => {
      const { timestampMs, latencyMs, values } = takenReading(sample)
      return {
        timestamp: isoTime(timestampMs),
        latency_ms: latencyMs,
        values: values.map(({ rawWords, ...value }, index) => {
          const table = device.registers[index]?.table ?? 'HOLDING'
          return { ...value, raw: rawWords === null ? null : wordsText(rawWords, table).split(' ') }
        }),
      }
    }),
    frames: facts.frames.map(({ atMs, direction, hex, text }) => ({ at_ms: atMs, direction, hex, text })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

function linkJson(link: LinkConfig): unknown {
  if (link.kind !== 'rtu') return { protocol: link.kind, host: link.host, port: link.port }
  const { kind, path, baudRate, parity, stopBits, dataBits } = link
  return { protocol: kind, path, baudrate: baudRate, parity, stopbits: stopBits, databits: dataBits }
}

const registerJson = (register: RegisterConfig): unknown => ({
  label: register.label,
  written: register.writtenAddress,
  function: functionCodeOf[register.table],
  address: register.address,
  type: typeText(register.dataType, register.table),
  byte_order: register.byteOrder,
  unit: register.unit,
  factor: decimalToNumber(register.factor),
  offset: decimalToNumber(register.offset),
  min: register.min,
  max: register.max,
  scale_from: register.scaleFrom,
})

const planJson = ({ requests, wireMs }: DeviceReport): unknown => ({
  wire_ms: wireMs,
  requests: requests.map(requestJson),
})

const latencyJson = ({ count, minMs, medianMs, p95Ms, maxMs }: LatencySummary): unknown => ({
  count,
  min_ms: minMs,
  median_ms: medianMs,
  p95_ms: p95Ms,
  max_ms: maxMs,
})
