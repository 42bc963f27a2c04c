/** The engine's words begin small: they stand behind a colon on the command line. */
export function sentence(text: string): string {
  // A host name or a path keeps its case.
  const capital = /^[a-z]+[ ,]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}
