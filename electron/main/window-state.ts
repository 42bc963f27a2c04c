import { z } from 'zod'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const pixels = z.int().min(-100_000).max(100_000)

/** How the window was left, in device-independent pixels. */
export const windowState = z.object({
  bounds: z.object({ x: pixels, y: pixels, width: pixels, height: pixels }),
  isMaximized: z.boolean(),
})

/** The interface is laid out for this and more. */
export const smallestWindow = { width: 1_024, height: 640 } as const
const usualWindow = { width: 1_280, height: 800 } as const
/** As much of the window has to lie on a screen that a person can take hold of its title bar. */
const graspable = { width: 120, height: 40 } as const

/**
 * Where the window opens: as it was left where that can still be seen, in the middle of the first screen where it
 * cannot (a screen was unplugged, another one was chosen), and never larger than its screen.
 *
 * @param workAreas of all screens, the primary one first
 */
export function boundsOnScreen(left: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle {
  const screen = (left === null ? undefined : workAreas.find((area) => isGraspable(left, area))) ?? null
  if (left !== null && screen !== null) return within(left, screen)
  return centred(left ?? { x: 0, y: 0, ...usualWindow }, workAreas[0] ?? { x: 0, y: 0, ...usualWindow })
}

/** The title bar is the upper edge. */
function isGraspable(window: Rectangle, area: Rectangle): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const below = area.y + area.height - window.y
  return width >= graspable.width && below >= graspable.height && window.y >= area.y
}

function within(window: Rectangle, area: Rectangle): Rectangle {
  const { width, height } = sizeFor(window, area)
  return { x: window.x, y: window.y, width, height }
}

function centred(window: Rectangle, area: Rectangle): Rectangle {
  const { width, height } = sizeFor(window, area)
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + (area.height - height) / 2),
    width,
    height,
  }
}

function sizeFor(window: Rectangle, area: Rectangle): { readonly width: number; readonly height: number } {
  const fit = (wanted: number, smallest: number, room: number): number =>
    Math.min(Math.max(wanted, smallest), Math.max(room, 1))
  return {
    width: fit(window.width, smallestWindow.width, area.width),
    height: fit(window.height, smallestWindow.height, area.height),
  }
}
