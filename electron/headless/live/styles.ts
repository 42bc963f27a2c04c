/** What a piece of text means; how it looks is decided here alone. */
export type Style = 'plain' | 'good' | 'warning' | 'bad' | 'quiet' | 'strong'

const codes: Readonly<Record<Style, string>> = {
  plain: '',
  good: '\u001b[32m',
  warning: '\u001b[33m',
  bad: '\u001b[31m',
  quiet: '\u001b[2m',
  strong: '\u001b[1m',
}

export type Paint = (style: Style, text: string) => string

export const paintWith = (hasColour: boolean): Paint =>
  hasColour
    ? (style, text) => (style === 'plain' ? text : `${codes[style]}${text}\u001b[0m`)
    : (_style, text) => text
