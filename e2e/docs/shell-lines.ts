/** One command of a shell block, in words. */
export type ShellCommand = readonly string[]

/**
 * The commands of a block: comments and settings in front (`DEBUG=1 gateway-ems run`) are left out, lines are joined at
 * `\`, chains and pipes taken apart. No more of the shell's language than the documents use.
 */
export function shellCommands(text: string): readonly ShellCommand[] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => simpleCommands(wordsOf(line)))
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))))
    .filter((words) => words.length > 0)
}

/** Words, quotes removed; `&&`, `|` and what redirects are words of their own. */
function wordsOf(line: string): readonly string[] {
  const words = line.matchAll(/(?<=^|\s)#.*$|&&|\||[<>]+|(?:[^\s"'\\|<>&]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g)
  return [...words]
    .map(([word]) => word)
    .filter((word) => !word.startsWith('#'))
    .map((word) =>
      word.replaceAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_all, double, single) => double ?? single),
    )
}

function simpleCommands(words: readonly string[]): readonly ShellCommand[] {
  const commands: string[][] = [[]]
  let skip = false
  for (const word of words) {
    if (word === '&&' || word === '|') commands.push([])
    else if (/^[<>]+$/.test(word)) skip = true
    else if (skip) skip = false
    else commands.at(-1)?.push(word)
  }
  return commands
}
