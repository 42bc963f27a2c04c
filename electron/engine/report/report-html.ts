import type { DeviceConfig } from '../../../shared/model/index.ts'
import { endpointText } from '../diagnose/advice.ts'
import { listText } from '../log/words.ts'
import { framesSection, planSection, samplesSection, settingsSection } from './appendix.ts'
import type { ReportFacts } from './facts.ts'
import { html, type Html } from './html.ts'
import { pageStyle, reportStyle } from './report-style.ts'
import { tableOf } from './table.ts'
import { countValues, judgeReport, type ReportPoint, type ReportVerdict } from './verdict.ts'
import { checkName, durationText, timeText, typeText, valueText, wordsText } from './words.ts'

/** The report for people: one page of its own that prints on A4 and Letter, without scripts or anything from outside. */
export function reportHtml(facts: ReportFacts): string {
  const { device, gateway } = facts
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>Commissioning report: ${device.name}</title>
        <style>
          ${reportStyle}
          ${pageStyle(`${nameText(device)}, commissioning report of ${timeText(facts.madeAtMs)}`)}
        </style>
      </head>
      <body>
        <header>
          <div>
            <p class="kicker">Commissioning report</p>
            <h1>${device.name}</h1>
            <p>${device.id} · ${device.type} · unit ${device.unitId} at ${endpointText(device.link)}</p>
          </div>
          <p class="made">
            ${timeText(facts.madeAtMs)}<br />gateway ${gateway.id}<br />${gateway.hostName}, gateway-ems
            ${gateway.version}
          </p>
        </header>
        ${verdictBox(facts)} ${figures(facts)} ${valuesSection(facts)} ${checksSection(facts)}
        ${settingsSection(facts)} ${planSection(facts)} ${samplesSection(facts)} ${framesSection(facts)}
        <div class="sign">
          <div>Place, date</div>
          <div>Commissioned by</div>
          <div>Accepted by</div>
        </div>
        <footer>
          Written by gateway-ems ${gateway.version}. Values are as the device gave them over Modbus; compare
          them with its display. Times are UTC.
        </footer>
      </body>
    </html> `
  return page.text
}

const nameText = ({ id, name }: DeviceConfig): string => (name === id ? id : `${name} (${id})`)

const verdicts: Readonly<Record<ReportVerdict, { readonly tone: string; readonly text: string }>> = {
  'in-order': { tone: 'good', text: '✔ In order' },
  remarks: { tone: 'warn', text: '▲ In order, with remarks' },
  attention: { tone: 'bad', text: '✖ Needs attention' },
  silent: { tone: 'bad', text: '✖ No answer' },
}

function verdictBox(facts: ReportFacts): Html {
  const { verdict, points } = judgeReport(facts)
  const { tone, text } = verdicts[verdict]
  const all = `Every register was read and decoded in every sample, and nothing in the values contradicts another.`
  return html`<section class="verdict ${tone}">
    <strong>${text}</strong>${
      points.length === 0
        ? html`<p>${all}</p>`
        : html`<ol class="points">
            ${points.map(pointItem)}
          </ol>`
    }
  </section>`
}

const pointItem = ({ what, advice }: ReportPoint): Html =>
  html`<li>${what}${advice === null ? null : html`<br /><span class="advice">→ ${advice}</span>`}</li>`

function figures(facts: ReportFacts): Html {
  const { samplesAnswered, values, goodValues } = countValues(facts)
  const { latency, made, answered } = facts.requests
  return html`<section class="figures">
    <div><b>${samplesAnswered} of ${facts.samples.length}</b><span>samples answered</span></div>
    <div><b>${shareText(goodValues, values)}</b><span>${goodValues} of ${values} values good</span></div>
    <div><b>${shareText(answered, made)}</b><span>${answered} of ${made} requests answered</span></div>
    <div>
      <b>${latency === null ? '–' : durationText(latency.medianMs)}</b
      ><span
        >median of one
        answer${
          latency === null
            ? null
            : `; ${durationText(latency.minMs)} to ${durationText(latency.maxMs)}, 95\u00a0% within ${durationText(latency.p95Ms)}`
        }</span
      >
    </div>
  </section>`
}

/** Never 100 % where one is missing. */
function shareText(part: number, whole: number): string {
  if (whole === 0) return '–'
  return part === whole ? '100 %' : `${(Math.floor((1_000 * part) / whole) / 10).toFixed(1)} %`
}

function valuesSection({ device, samples }: ReportFacts): Html | null {
  const last = samples.at(-1)
  if (last === undefined) return null
  const rows = device.registers.map(({ label, table, dataType, unit }, index) => {
    const measurement = last.reading.measurements.get(label)
    const isGood = measurement?.quality === 'GOOD'
    return html`<tr>
      <td>${label}</td>
      <td class="num">${measurement === undefined ? '–' : valueText(measurement)}</td>
      <td>${unit}</td>
      <td class="num soft">
        ${rangeText(samples.map(({ reading }) => reading.measurements.get(label)?.value))}
      </td>
      <td class="mono">${wordsText(last.rawWords[index] ?? null, table)}</td>
      <td class="soft">${typeText(dataType, table)}</td>
      <td>
        ${
          isGood
            ? html`<span class="mark good">✔ good</span>`
            : html`<span class="mark bad">✖ ${measurement?.quality ?? 'BAD_COMM'}</span
                ><br />${measurement?.detail ?? ''}`
        }
      </td>
    </tr>`
  })
  const title = samples.length === 1 ? 'Values' : `Values of the last of ${samples.length} samples`
  return html`<h2>${title}</h2>
    ${tableOf(['Label', { ofNumbers: 'Value' }, 'Unit', { ofNumbers: samples.length === 1 ? '' : 'Least to most' }, 'Raw words', 'Type', 'Quality'], rows)}`
}

/** Of numbers that changed; empty where there is nothing to tell. */
function rangeText(values: readonly unknown[]): string {
  const numbers = values.filter((value) => typeof value === 'number' || typeof value === 'bigint')
  const [first] = numbers
  if (first === undefined) return ''
  const least = numbers.reduce((a, b) => (b < a ? b : a), first)
  const most = numbers.reduce((a, b) => (b > a ? b : a), first)
  return least === most ? '' : `${least} … ${most}`
}

const severities = {
  ok: html`<span class="mark good">✔ fits</span>`,
  warning: html`<span class="mark warn">▲ check</span>`,
  problem: html`<span class="mark bad">✖ contradicts</span>`,
} as const

const ranks = { problem: 0, warning: 1, ok: 2 } as const

function checksSection({ sanity, byteOrder }: ReportFacts): Html {
  const none = html`<p class="note">
    Labels and units do not tell enough of these registers to hold them against each other.
  </p>`
  const worstFirst = sanity.toSorted((a, b) => ranks[a.severity] - ranks[b.severity])
  const rows = worstFirst.map(
    ({ check, severity, labels, measured, expected, advice }) =>
      html`<tr>
        <td>${severities[severity]}</td>
        <td>${checkName(check)}<br /><span class="soft">${listText(labels)}</span></td>
        <td>${measured}</td>
        <td>${expected}${advice === null ? null : html`<br /><span class="advice">→ ${advice}</span>`}</td>
      </tr>`,
  )
  const table = tableOf(['Result', 'Check', 'Measured', 'Expected'], rows)
  return html`<h2>Do the values fit each other?</h2>
    ${sanity.length === 0 ? none : table}${
      byteOrder === null
        ? null
        : html`<h3>Byte order</h3>
            <p>
              With <b>byte_order = ${byteOrder.order}</b> these would be plausible; nothing has been changed.
            </p>
            ${tableOf(
              ['Label', 'As it is read now', `With ${byteOrder.order}`],
              byteOrder.agreeing.map(
                ({ label, current, suggested }) =>
                  html`<tr>
                    <td>${label}</td>
                    <td>${current}</td>
                    <td>${suggested}</td>
                  </tr>`,
              ),
            )}
            <p class="note">${byteOrder.reasons.join('; ')}</p>`
    }`
}
