import { fileTime, safeFileName } from '../../ui/download.ts'

const scale = 2
const padding = 16
const lineHeight = 18

/** The panels as one picture with a title, as they are on the screen: background and colours of the theme. */
export async function downloadChartPng(
  root: HTMLElement,
  title: string,
  legend: readonly string[],
): Promise<void> {
  const panels = [...root.querySelectorAll<SVGSVGElement>('svg.recharts-surface')]
  const width = Math.max(...panels.map(({ clientWidth }) => clientWidth)) + 2 * padding
  const headHeight = padding + lineHeight * (1 + legend.length) + 8
  const height = headHeight + panels.reduce((sum, { clientHeight }) => sum + clientHeight + 8, 0) + padding
  const canvas = document.createElement('canvas')
  canvas.width = width * scale
  canvas.height = height * scale
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('this browser cannot draw a picture')
  const style = getComputedStyle(document.body)
  context.scale(scale, scale)
  context.fillStyle = style.backgroundColor
  context.fillRect(0, 0, width, height)
  context.fillStyle = style.color
  context.textBaseline = 'top'
  context.font = `600 14px ${style.fontFamily}`
  context.fillText(title, padding, padding)
  context.font = `12px ${style.fontFamily}`
  legend.forEach((text, index) => context.fillText(text, padding, padding + lineHeight * (index + 1) + 4))
  let top = headHeight
  for (const panel of panels) {
    context.drawImage(await pictureOf(panel), padding, top, panel.clientWidth, panel.clientHeight)
    top += panel.clientHeight + 8
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob === null) throw new Error('this browser cannot make a PNG')
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = safeFileName(`gateway-ems-chart-${fileTime(Date.now())}.png`)
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 0)
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
async function pictureOf(svg: SVGSVGElement): Promise<HTMLImageElement> {
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
