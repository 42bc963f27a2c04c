/**
 * Reads the plain part of YAML that docs/api.openapi.yaml is written in: mappings and sequences by indentation, scalars,
 * `|` blocks, `[]` and `{}`. Anything else is an error, so that the file stays within it.
 *
 * @throws SyntaxError with the line number
 */
export function parsePlainYaml(text: string): unknown {
  const lines = text
    .split('\n')
    .map((line, index) => ({ number: index + 1, indent: line.search(/\S/), text: line.trim() }))
  let at = 0

  const skipBlank = (): void => {
    while (at < lines.length && (lines[at]?.indent === -1 || lines[at]?.text.startsWith('#'))) at++
  }
  const current = () => {
    skipBlank()
    return lines[at]
  }

  function block(indent: number): unknown {
    return current()?.text.startsWith('- ') ? sequence(indent) : mapping(indent)
  }

  function sequence(indent: number): unknown[] {
    const items: unknown[] = []
    for (let line = current(); line?.indent === indent && line.text.startsWith('- '); line = current()) {
      const inner = line.text.slice(2)
      if (!isEntry(inner)) {
        at++
        items.push(scalar(inner, line.number))
        continue
      }
      // The item is a mapping that begins behind the dash.
      lines[at] = { ...line, indent: indent + 2, text: inner }
      items.push(mapping(indent + 2))
    }
    return items
  }

  function mapping(indent: number): Record<string, unknown> {
    const entries: [string, unknown][] = []
    for (let line = current(); line?.indent === indent; line = current()) {
      const parts = /^('[^']*'|[^\s'"{[&*!|>%@`][^:]*):(?: (.*))?$/.exec(line.text)
      if (parts === null) throw new SyntaxError(`line ${line.number}: a key is expected`)
      const [, key = '', value = ''] = parts
      at++
      entries.push([key.replace(/^'(.*)'$/, '$1'), valueOf(value, indent, line.number)])
    }
    if ((current()?.indent ?? 0) > indent)
      throw new SyntaxError(`line ${current()?.number}: indented too far`)
    return Object.fromEntries(entries)
  }

  function valueOf(value: string, indent: number, number: number): unknown {
    if (value === '|') return literal(indent)
    if (value !== '') return scalar(value, number)
    const inner = current()?.indent ?? 0
    return inner > indent ? block(inner) : null
  }

  function literal(indent: number): string {
    const found: string[] = []
    for (
      let line = lines[at];
      line !== undefined && (line.indent === -1 || line.indent > indent);
      line = lines[at]
    ) {
      found.push(line.text)
      at++
    }
    return `${found.join('\n').trimEnd()}\n`
  }

  const result = block(0)
  const rest = current()
  if (rest !== undefined) throw new SyntaxError(`line ${rest.number}: not read`)
  return result
}

const isEntry = (text: string): boolean => /^('[^']*'|[\w$-]+):( |$)/.test(text)

function scalar(text: string, number: number): unknown {
  if (text === '[]') return []
  if (text === '{}') return {}
  const quoted = /^'((?:[^']|'')*)'$/.exec(text)
  if (quoted !== null) return quoted[1]?.replaceAll("''", "'")
  if (text === 'null') return null
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (/^["'&*!|>%@`{[]|: | #/.test(text)) throw new SyntaxError(`line ${number}: ${text} is more than plain`)
  return text
}
