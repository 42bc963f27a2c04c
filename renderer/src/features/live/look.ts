/** Colours that hold in both themes. */
const colours = [
  'light-dark(#0b6e7d, #4cc3d4)',
  'light-dark(#b4530a, #f29a4a)',
  'light-dark(#3d56b2, #8fa6ff)',
  'light-dark(#a3195b, #ff82b8)',
  'light-dark(#3f7d20, #93d36b)',
  'light-dark(#6b3fa0, #c39bf5)',
  'light-dark(#8a6d00, #e3c341)',
  'light-dark(#b3261e, #ff8a80)',
  'light-dark(#2f6f5e, #6fd0b6)',
  'light-dark(#5b5f66, #b8c0c8)',
] as const

/** Lengths of line and gap in px; the first is a whole line. */
const dashes = ['none', '7 3', '2 2.5', '10 3 2 3'] as const

export interface Look {
  readonly colour: string
  /** As of SVG's `stroke-dasharray`. */
  readonly dash: string
}

/** How the line with this number is told from all others, with colours and without them. */
export function lookOf(number: number): Look {
  return {
    colour: colours[number % colours.length] ?? colours[0],
    dash: dashes[number % dashes.length] ?? dashes[0],
  }
}
