/** node:sqlite is a release candidate in Node 24 and says so at each start; every other warning stays. */
export function muteSqliteWarning(): void {
  const emit = process.emitWarning.bind(process)
  const isMuted = (warning: string | Error): boolean =>
    (typeof warning === 'string' ? warning : warning.message).startsWith('SQLite is an experimental feature')
  process.emitWarning = (warning: string | Error, ...rest: readonly unknown[]): void => {
    if (!isMuted(warning)) Reflect.apply(emit, process, [warning, ...rest])
  }
}
