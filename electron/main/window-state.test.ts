import { describe, expect, it } from 'vitest'
import { boundsOnScreen } from './window-state.ts'

const laptop = { x: 0, y: 0, width: 1_920, height: 1_040 }
const secondScreen = { x: 1_920, y: -200, width: 2_560, height: 1_400 }

describe('the window opens', () => {
  it.each([
    ['where it was left', { x: 100, y: 50, width: 1_300, height: 700 }],
    ['partly outside, as it was left', { x: -400, y: 30, width: 1_300, height: 700 }],
    ['on the second screen', { x: 2_500, y: -150, width: 1_300, height: 700 }],
  ])('%s', (_what, left) => {
    expect(boundsOnScreen(left, [laptop, secondScreen])).toEqual(left)
  })

  it.each([
    ['on a screen that is unplugged', { x: 2_500, y: 100, width: 1_300, height: 700 }],
    ['with its title bar above the screen', { x: 100, y: -300, width: 1_300, height: 700 }],
    ['with a corner too small to take hold of', { x: 1_900, y: 100, width: 1_300, height: 700 }],
    ['below the screen', { x: 100, y: 1_030, width: 1_300, height: 700 }],
  ])('in the middle of the first screen when it was left %s', (_what, left) => {
    expect(boundsOnScreen(left, [laptop])).toEqual({ x: 310, y: 170, width: 1_300, height: 700 })
  })

  it('in the middle the first time', () => {
    expect(boundsOnScreen(null, [laptop])).toEqual({ x: 320, y: 120, width: 1_280, height: 800 })
  })

  it('no larger than its screen, and not smaller than the interface needs', () => {
    const small = { x: 0, y: 0, width: 1_366, height: 728 }
    expect(boundsOnScreen({ x: 10, y: 10, width: 2_000, height: 1_500 }, [small])).toEqual({
      x: 10,
      y: 10,
      width: 1_366,
      height: 728,
    })
    expect(boundsOnScreen({ x: 10, y: 10, width: 200, height: 100 }, [small])).toEqual({
      x: 10,
      y: 10,
      width: 1_024,
      height: 640,
    })
  })
})
