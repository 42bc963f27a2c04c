/** How a series is told apart: ten colours that hold in both themes, and a dash pattern from the eleventh on. */
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

export const colourOf = (index: number): string => colours[index % colours.length] ?? colours[0]
export const dashOf = (index: number): string | undefined => (index >= colours.length ? '6 3' : undefined)
