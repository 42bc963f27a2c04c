import { Html } from './html.ts'

/** What has room in a line. */
const headingMost = 90

/**
 * For each sheet but the first, which has the heading itself, so that one that lies alone still says what it is of.
 *
 * @param heading in a line
 */
export function pageStyle(heading: string): Html {
  const line = heading.length > headingMost ? `${heading.slice(0, headingMost - 1)}…` : heading
  return new Html(`
@page { @top-left { content: ${cssString(line)}; font: 8pt system-ui, sans-serif; color: #5b6470; } }
@page :first { @top-left { content: none; } }
`)
}

/** Nothing in it can end the string or the style sheet. */
const cssString = (text: string): string =>
  `"${text
    .replaceAll(/\p{C}/gu, '\uFFFD')
    .replaceAll(/[^\p{L}\p{N} ]/gu, (character) => `\\${(character.codePointAt(0) ?? 0).toString(16)} `)}"`

/** For paper first: whichever is in the printer, black on white, nothing that one without colours would lose. */
export const reportStyle = new Html(`
@page { margin: 18mm 15mm; }
@page :first { margin-top: 14mm; }
@page { @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #5b6470; } }
:root { color-scheme: light; --ink: #16202b; --soft: #5b6470; --line: #d5dae0; --pale: #f4f6f8; --good: #1b6e3c; --warn: #8a5a00; --bad: #a4201a; }
* { box-sizing: border-box; }
html { background: #e9ecef; }
body { margin: 0 auto; max-width: 210mm; padding: 14mm 15mm; background: #fff; color: var(--ink); font: 9.5pt/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
header { display: flex; justify-content: space-between; gap: 8mm; align-items: flex-end; border-bottom: 2px solid var(--ink); padding-bottom: 4mm; }
header p { margin: 0; color: var(--soft); }
header .made { text-align: right; flex: none; font-size: 8.5pt; }
h1, .sample span, td:not(.mark) { overflow-wrap: anywhere; }
h1 { margin: 1mm 0 0; font-size: 20pt; line-height: 1.15; letter-spacing: -0.01em; }
h2 { margin: 9mm 0 2.5mm; font-size: 12pt; break-after: avoid; }
h3 { margin: 5mm 0 1.5mm; font-size: 9.5pt; break-after: avoid; }
.kicker { text-transform: uppercase; letter-spacing: 0.08em; font-size: 8pt; }
.verdict { margin: 6mm 0 0; padding: 4mm 5mm; border: 1px solid var(--line); border-left: 5px solid var(--tone); break-inside: avoid; }
.verdict strong { color: var(--tone); font-size: 13pt; }
.verdict p { margin: 1mm 0 0; }
.good { --tone: var(--good); } .warn { --tone: var(--warn); } .bad { --tone: var(--bad); }
.mark { color: var(--tone); font-weight: 600; white-space: nowrap; }
ol.points { margin: 3mm 0 0; padding-left: 6mm; }
ol.points li { margin-top: 1.5mm; break-inside: avoid; }
.advice { color: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 3mm; margin-top: 5mm; }
.figures div { border: 1px solid var(--line); padding: 2.5mm 3mm; break-inside: avoid; }
.figures b { display: block; font-size: 13pt; line-height: 1.25; }
.figures span { color: var(--soft); font-size: 8.5pt; }
dl { break-inside: avoid; display: grid; grid-template-columns: 38mm 1fr 38mm 1fr; gap: 0.8mm 4mm; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; }
table { width: 100%; border-collapse: collapse; font-size: 8.5pt; }
thead { display: table-header-group; }
th { text-align: left; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--ink); padding: 1mm 2mm 1mm 0; vertical-align: bottom; white-space: nowrap; }
td { border-bottom: 1px solid var(--line); padding: 1mm 2mm 1mm 0; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
tr { break-inside: avoid; }
.num { text-align: right; white-space: nowrap; }
.mono { font-family: ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace; font-size: 7.5pt; }
.keep { white-space: nowrap; }
.soft { color: var(--soft); }
.note { color: var(--soft); margin: 2mm 0 0; font-size: 8.5pt; }
.sample { columns: 2; column-gap: 6mm; font-size: 8pt; }
.sample div { display: grid; grid-template-columns: 1fr auto; gap: 0 3mm; border-bottom: 1px solid var(--line); padding: 0.5mm 0; break-inside: avoid; }
.sample .mono { grid-column: 1 / -1; color: var(--soft); font-size: 7pt; }
.sign { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 8mm; margin-top: 14mm; break-inside: avoid; }
.sign div { border-top: 1px solid var(--ink); padding-top: 1mm; color: var(--soft); font-size: 8.5pt; }
footer { margin-top: 8mm; color: var(--soft); font-size: 8pt; }
@media print { html { background: none; } body { max-width: none; padding: 0; } }
@media screen and (max-width: 700px) { .figures { grid-template-columns: repeat(2, 1fr); } dl { grid-template-columns: 1fr 2fr; } .sample { columns: 1; } }
`)
