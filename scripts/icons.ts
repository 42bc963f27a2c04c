/**
 * `node scripts/icons.ts`: the icons of the packages in build/, from the one drawing that the page has too. Needs a
 * browser; the results are committed.
 */
import { chromium } from '@playwright/test'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { browserOptions } from '../e2e/support/browser.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'build')
const drawing = readFileSync(join(root, 'renderer', 'public', 'icon.svg'), 'utf8')

/** Apple's grid leaves a margin round the drawing: 824 of 1024. */
const appleScale = 824 / 1024

interface Picture {
  readonly size: number
  readonly png: Buffer
}

/** Windows (ICO): a header, a directory, and since Vista each picture may be a PNG. */
function ico(pictures: readonly Picture[]): Buffer {
  const header = Buffer.alloc(6)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let offset = 6 + 16 * pictures.length
  const entries = pictures.map(({ size, png }) => {
    const entry = Buffer.alloc(16)
    // One byte each: 0 stands for 256.
    entry.writeUInt8(size % 256, 0)
    entry.writeUInt8(size % 256, 1)
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(png.length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += png.length
    return entry
  })
  return Buffer.concat([header, ...entries, ...pictures.map(({ png }) => png)])
}

/** Kinds of PNG in Apple's ICNS by size in pixels; `@2x` kinds are those of the next size with their own name. */
const icnsKinds: readonly (readonly [kind: string, size: number])[] = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]

function icns(pngOf: (size: number) => Buffer): Buffer {
  const parts = icnsKinds.map(([kind, size]) => tagged(kind, pngOf(size)))
  return tagged('icns', Buffer.concat(parts))
}

function tagged(kind: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.write(kind, 'latin1')
  header.writeUInt32BE(content.length + 8, 4)
  return Buffer.concat([header, content])
}

const browser = await chromium.launch(browserOptions())
const page = await browser.newPage()

async function drawn(size: number, scale = 1): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size })
  const inner = size * scale
  await page.setContent(
    `<style>body{margin:${(size - inner) / 2}px}svg{display:block;width:${inner}px;height:${inner}px}</style>${drawing}`,
  )
  return page.screenshot({ omitBackground: true })
}

mkdirSync(join(folder, 'icons'), { recursive: true })
const windows: Picture[] = []
for (const size of [16, 24, 32, 48, 64, 128, 256]) windows.push({ size, png: await drawn(size) })
const apple = new Map<number, Buffer>()
for (const [, size] of icnsKinds) apple.set(size, await drawn(size, appleScale))

for (const size of [16, 32, 48, 64, 128, 256, 512]) {
  writeFileSync(join(folder, 'icons', `${size}x${size}.png`), await drawn(size))
}
writeFileSync(join(folder, 'icon.svg'), drawing)
writeFileSync(join(folder, 'icon.png'), await drawn(1024))
writeFileSync(join(folder, 'icon.ico'), ico(windows))
writeFileSync(
  join(folder, 'icon.icns'),
  icns((size) => apple.get(size) ?? Buffer.alloc(0)),
)
await browser.close()
