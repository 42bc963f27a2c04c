import { functionCodeOf, linkIdOf } from '../../../shared/model/index.ts'
import { durationText } from '../../engine/log/words.ts'
import { loadConfiguration } from '../configuration.ts'
import { chooseDevices } from '../devices.ts'
import { ExitCode } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import { type CommandFactory, type CommonOptions, describedCommand } from '../options.ts'
import {
  type DeviceReport,
  type LinkReport,
  reportDevice,
  reportLinks,
  requestJson,
} from '../../engine/plan-report.ts'
import type { Shell } from '../shell.ts'
import { latencyText, plural, safe, textTable } from '../text.ts'

export const planCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'plan',
    summary: 'The requests that will be made, their wire time, and whether the interval can carry it.',
    description:
      'On a serial line the time follows from the baud rate; on TCP a round trip of 5 ms is assumed. Nothing is ' +
      'sent. Ends with 1 when a link cannot carry the intervals of its devices.',
    json:
      '{devices: [{id, link, unit_id, interval_ms, wire_ms, requests: [{function, address, count, wasted, labels, ' +
      'wire_ms, again}]}], links: [{id, devices, utilisation, carried}]}',
    examples: [
      ['plan', 'all devices'],
      ['plan DEVICE_1', 'one device'],
    ],
  })
    .argument('[device]', 'id of the device: its section in config.ini')
    .action(async (device: string | undefined, options: CommonOptions) =>
      finish(await plan(device, options, shell)),
    )

async function plan(wanted: string | undefined, options: CommonOptions, shell: Shell): Promise<ExitCode> {
  const { config } = await loadConfiguration(options, shell)
  const chosen = chooseDevices(config.devices, wanted === undefined ? [] : [wanted], { onlyEnabled: false })
  const reports = chosen.map(reportDevice)
  const linkIds = new Set(chosen.map(({ link }) => linkIdOf(link)))
  // A link is as busy as all its devices make it, also where only one of them was asked for.
  const links = reportLinks(config.devices.map(reportDevice)).filter(({ id }) => linkIds.has(id))
  if (options.json) shell.out.line(jsonText(planJson(reports, links)))
  else {
    for (const report of reports) printDevice(report, shell)
    for (const link of links) shell.out.line(linkText(link))
  }
  return links.every(isCarried) ? ExitCode.fine : ExitCode.failed
}

const isCarried = ({ utilisation }: LinkReport): boolean => utilisation <= 1

function printDevice({ device, requests, wireMs }: DeviceReport, { out }: Shell): void {
  const disabled = device.enabled ? '' : ', disabled'
  out.line(
    safe(
      `${device.id}: ${linkIdOf(device.link)}, unit ${device.unitId}, every ${durationText(device.intervalMs)}${disabled}`,
    ),
  )
  const rows = requests.map(({ request, labels, wasted, wireMs, again }) => [
    `FC${functionCodeOf[request.table]}`,
    `${request.address}..${request.address + request.count - 1}`,
    String(request.count),
    String(wasted),
    latencyText(wireMs),
    again ? `again, for the powers of ten: ${labels.join(', ')}` : labels.join(', '),
  ])
  const header = ['FC', 'PDU ADDRESSES', 'COUNT', 'UNUSED', 'WIRE', 'VALUES']
  for (const line of textTable(header, rows, ['left', 'left', 'right', 'right', 'right', 'left'])) {
    out.line(`  ${line}`)
  }
  out.line(`  ${plural(requests.length, 'request')}, ${latencyText(wireMs)} on the wire`)
  out.line('')
}

function linkText(link: LinkReport): string {
  const share = `${(link.utilisation * 100).toFixed(link.utilisation < 0.1 ? 1 : 0)} %`
  const verdict = isCarried(link)
    ? 'the intervals can be kept'
    : 'MORE THAN IT CAN CARRY: lengthen the intervals, raise the baud rate or spread the devices'
  return safe(`${link.id}: ${plural(link.devices.length, 'device')}, busy ${share} of the time, ${verdict}`)
}

const planJson = (reports: readonly DeviceReport[], links: readonly LinkReport[]): unknown => ({
  devices: reports.map(({ device, requests, wireMs }) => ({
    id: device.id,
    link: linkIdOf(device.link),
    unit_id: device.unitId,
    interval_ms: device.intervalMs,
    wire_ms: wireMs,
    requests: requests.map(requestJson),
  })),
  links: links.map((link) => ({
    id: link.id,
    devices: link.devices.map(({ id }) => id),
    utilisation: link.utilisation,
    carried: isCarried(link),
  })),
})
