/** A part of a page that is written by a program: what stands between two comments that Markdown does not show. */

const begin = (name: string): string => `<!-- ${name}: written by \`npm run docs\`, not by hand -->`
const end = (name: string): string => `<!-- ${name}: end -->`

/**
 * The page with another text in the part of that name.
 *
 * @throws Error where the page has no such part, or more than one
 */
export function withPart(page: string, name: string, text: string): string {
  const [before, inside, ...more] = page.split(begin(name))
  const [, after, ...others] = inside?.split(end(name)) ?? []
  if (before === undefined || after === undefined || more.length + others.length > 0) {
    throw new Error(`the page needs the lines ${begin(name)} and ${end(name)}, once each`)
  }
  return `${before}${begin(name)}\n\n${text}\n\n${end(name)}${after}`
}
