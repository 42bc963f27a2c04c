import type { Series, SeriesSnapshot } from '../../../../shared/contract/series.ts'
import { fileTime, safeFileName } from '../../ui/download.ts'
import type { Look } from './look.ts'
import { plotInset } from './plot.tsx'
import { badMarks, type UnitPanel } from './series-model.ts'

/** Pixels of the picture for each of the page. */
const scale = 2
const padding = 16
const lineHeight = 18
const gap = 10
const markHeight = 6

export interface Picture {
  readonly title: string
  /** In the order of the plots on the page. */
  readonly panels: readonly UnitPanel[]
  readonly data: SeriesSnapshot
  readonly lookOfSeries: (series: Series) => Look
  readonly nameOf: (deviceId: string) => string
}

/** The charts below `root` as one picture with title and legends, in the colours of the theme. */
export async function downloadChartPng(root: HTMLElement, picture: Picture): Promise<void> {
  const canvas = await drawn(root, picture)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob === null) throw new Error('this browser cannot make a PNG')
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = safeFileName(`gateway-ems-chart-${fileTime(Date.now())}.png`)
  link.click()
  // The download has begun once the click is handled.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}

async function drawn(root: HTMLElement, picture: Picture): Promise<HTMLCanvasElement> {
  const { title, panels, data, lookOfSeries, nameOf } = picture
  const plots = [...root.querySelectorAll<SVGSVGElement>('svg.recharts-surface')]
  const width = Math.max(...plots.map(({ clientWidth }) => clientWidth)) + 2 * padding
  const heights = panels.map(
    ({ series }, at) => lineHeight * series.length + (plots[at]?.clientHeight ?? 0) + gap,
  )
  const canvas = document.createElement('canvas')
  canvas.width = width * scale
  canvas.height = (2 * padding + lineHeight + heights.reduce((sum, height) => sum + height, 0)) * scale
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('this browser cannot draw a picture')
  const { backgroundColor, color, fontFamily } = getComputedStyle(document.body)
  context.scale(scale, scale)
  context.fillStyle = backgroundColor
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.textBaseline = 'middle'
  const write = (text: string, left: number, top: number, font: string): void => {
    context.font = `${font} ${fontFamily}`
    context.fillStyle = color
    context.fillText(text, left, top + lineHeight / 2, width - left - padding)
  }
  write(title, padding, padding, '600 14px')
  let top = padding + lineHeight + gap / 2
  for (const [at, { unit, series }] of panels.entries()) {
    for (const each of series) {
      drawLine(context, lookOfSeries(each), padding, top + lineHeight / 2)
      const text = `${each.key.label}, ${nameOf(each.key.deviceId)}${unit === '' ? '' : ` (${unit})`}`
      write(text, padding + 36, top, '12px')
      top += lineHeight
    }
    const plot = plots[at]
    if (plot === undefined) continue
    context.drawImage(await imageOf(plot), padding, top, plot.clientWidth, plot.clientHeight)
    const inner = plot.clientWidth - plotInset.left - plotInset.right
    const leftOf = (atMs: number): number => (inner * (atMs - data.fromMs)) / (data.toMs - data.fromMs)
    context.fillStyle = colourOf('var(--warn)')
    for (const { fromMs, toMs } of badMarks(series, data.bucketMs)) {
      const from = Math.max(0, leftOf(fromMs))
      const length = Math.max(2, Math.min(inner, leftOf(toMs)) - from)
      const foot = top + plot.clientHeight - plotInset.bottom
      context.fillRect(padding + plotInset.left + from, foot - markHeight, length, markHeight)
    }
    top += plot.clientHeight + gap
  }
  return canvas
}

function drawLine(
  context: CanvasRenderingContext2D,
  { colour, dash }: Look,
  left: number,
  top: number,
): void {
  context.save()
  context.strokeStyle = colourOf(colour)
  context.lineWidth = 2
  context.setLineDash(dash === 'none' ? [] : dash.split(' ').map(Number))
  context.beginPath()
  context.moveTo(left, top)
  context.lineTo(left + 28, top)
  context.stroke()
  context.restore()
}

/** What a colour of the style sheet is in this theme. */
function colourOf(css: string): string {
  const probe = document.createElement('span')
  probe.style.color = css
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

const inlined = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-size',
  'font-family',
  'opacity',
  'fill-opacity',
]

/** Outside the page a picture knows none of its styles: each element takes them along. */
async function imageOf(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const copies = [...copy.querySelectorAll<SVGElement>('*')]
  ;[...svg.querySelectorAll<SVGElement>('*')].forEach((element, index) => {
    const style = getComputedStyle(element)
    for (const name of inlined) copies[index]?.setAttribute(name, style.getPropertyValue(name))
  })
  copy.setAttribute('width', String(svg.clientWidth))
  copy.setAttribute('height', String(svg.clientHeight))
  const text = new XMLSerializer().serializeToString(copy)
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  return image
}
