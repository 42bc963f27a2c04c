import {
  type DeviceConfig,
  functionCodeOf,
  isBitTable,
  type RegisterConfig,
  widthOf,
} from '../../../shared/model/index.ts'
import { describeAddress } from '../config/address.ts'
import type { DeviceRead } from '../diagnose/read-device.ts'
import { endpointText } from '../diagnose/advice.ts'
import { decimalToNumber } from '../modbus/decimal.ts'
import type { ReportFacts, ReportFrame } from './facts.ts'
import { html, type Html } from './html.ts'
import { tableOf } from './table.ts'
import { durationText, timeText, typeText, valueText, wordsText } from './words.ts'

const protocols: Readonly<Record<DeviceConfig['link']['kind'], string>> = {
  tcp: 'Modbus TCP',
  'rtu-over-tcp': 'Modbus RTU over TCP',
  rtu: 'Modbus RTU',
}

export function settingsSection({ device, throughCollector }: ReportFacts): Html {
  const facts: readonly (readonly [string, string])[] = [
    ['Section', device.section],
    ['Protocol', protocols[device.link.kind]],
    [device.link.kind === 'rtu' ? 'Serial port' : 'Host and port', endpointText(device.link)],
    ['Unit (slave_id)', String(device.unitId)],
    ['Interval', durationText(device.intervalMs)],
    ['Timeout', durationText(device.timeoutMs)],
    ['Pause between requests', device.requestDelayMs === 0 ? 'none' : durationText(device.requestDelayMs)],
    ['Registers in one request', `${device.maxRegisters} at most`],
    ['Collected', device.enabled ? 'yes' : 'not enabled'],
    ['Read', throughCollector ? 'through the collector, between its slots' : 'over a connection of its own'],
  ]
  return html`<h2>Settings</h2>
    <dl>
      ${facts.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    <h3>Registers</h3>
    ${tableOf(['Label', 'Address', 'Type', 'Order', { ofNumbers: 'Factor' }, { ofNumbers: 'Offset' }, 'Unit', 'Allowed'], device.registers.map(registerRow))}`
}

const registerRow = (register: RegisterConfig): Html =>
  html`<tr>
    <td>${register.label}</td>
    <td>${describeAddress(register.writtenAddress, register.table, register.address)}</td>
    <td>${typeText(register.dataType, register.table)}</td>
    <td>${orderText(register)}</td>
    <td class="num">
      ${decimalToNumber(register.factor)}${
        register.scaleFrom === null ? null : html`<br />× 10^${register.scaleFrom}`
      }
    </td>
    <td class="num">${decimalToNumber(register.offset)}</td>
    <td>${register.unit}</td>
    <td>${allowedText(register)}</td>
  </tr>`

const orderText = ({ table, dataType, byteOrder }: RegisterConfig): string =>
  isBitTable(table) || (widthOf(dataType) === 1 && byteOrder === 'ABCD') ? '' : byteOrder

function allowedText({ min, max }: RegisterConfig): string {
  if (min === null && max === null) return ''
  if (min === null) return `up to ${max}`
  return max === null ? `from ${min}` : `${min} to ${max}`
}

export function planSection({ plan: { requests, wireMs } }: ReportFacts): Html {
  const rows = requests.map(
    ({ request, labels, wasted, wireMs, again }) =>
      html`<tr>
        <td>FC${functionCodeOf[request.table]}</td>
        <td class="keep">${request.address} to ${request.address + request.count - 1}</td>
        <td class="num">${request.count}</td>
        <td class="num">${wasted}</td>
        <td class="num">${durationText(wireMs)}</td>
        <td>${again ? 'again, for the powers of ten: ' : ''}${labels.join(', ')}</td>
      </tr>`,
  )
  return html`<h2>How it is read</h2>
    ${tableOf(['Function', 'PDU addresses', { ofNumbers: 'Count' }, { ofNumbers: 'Unused' }, { ofNumbers: 'On the wire' }, 'Values'], rows)}
    <p class="note">
      ${requests.length} ${requests.length === 1 ? 'request' : 'requests'} for one cycle,
      ${durationText(wireMs)} on the wire.
    </p>`
}

export const samplesSection = ({ device, samples }: ReportFacts): Html | null =>
  samples.length === 0
    ? null
    : html`<h2>Samples</h2>
        ${samples.map((sample, index) => sampleBlock(device, sample, index + 1))}`

function sampleBlock({ registers }: DeviceConfig, { reading, rawWords }: DeviceRead, number: number): Html {
  const latency = reading.latencyMs === null ? '' : `, ${durationText(reading.latencyMs)} on the wire`
  const entries = registers.map(({ label, table }, index) => {
    const measurement = reading.measurements.get(label)
    const quality = measurement?.quality ?? 'BAD_COMM'
    return html`<div>
      <span>${label}</span
      ><span>${measurement === undefined ? '–' : `${valueText(measurement)} ${measurement.unit}`}</span
      ><span class="mono"
        >${wordsText(rawWords[index] ?? null, table)}${quality === 'GOOD' ? null : ` ${quality} ${measurement?.detail ?? ''}`}</span
      >
    </div>`
  })
  return html`<h3>${number}. ${timeText(reading.timestampMs)}${latency}</h3>
    <div class="sample">${entries}</div>`
}

const directions: Readonly<Record<ReportFrame['direction'], string>> = {
  sent: '→ sent',
  received: '← received',
  discarded: '× discarded',
}

export function framesSection({ frames }: ReportFacts): Html | null {
  if (frames.length === 0) return null
  const rows = frames.map(
    ({ atMs, direction, hex, text }) =>
      html`<tr>
        <td class="num">${atMs.toFixed(1)}</td>
        <td class="keep">${directions[direction]}</td>
        <td>${text}<br /><span class="mono soft">${hex.replaceAll(/(..)(?=.)/g, '$1 ')}</span></td>
      </tr>`,
  )
  return html`<h2>Frames of one cycle</h2>
    ${tableOf([{ ofNumbers: 'ms' }, 'Direction', 'Frame'], rows)}`
}
