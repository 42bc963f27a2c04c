import type { ConfigEdit } from '../../shared/contract/config.ts'
import { parseIni, sectionOf } from '../engine/config/ini-document.ts'
import type { SimulatedMeters } from './gateway.ts'

/** Often enough that something is seen to move. */
const intervalS = '2'

/** Adds the meters' sections, as the demo's configuration has them; of those that are there only the port is set. */
export function simulatorEdits(
  { demo, meters }: SimulatedMeters,
  existing: ReadonlySet<string>,
): readonly ConfigEdit[] {
  const document = parseIni(demo)
  return meters.flatMap(({ section, like, port }): ConfigEdit[] => {
    const setPort: ConfigEdit = { kind: 'set', section, key: 'port', value: String(port) }
    if (existing.has(section)) return [setPort]
    const entries = [...(sectionOf(document, like)?.entries.values() ?? [])]
    const keys = entries
      .filter(({ key }) => key !== 'port')
      .map(({ key, value }): ConfigEdit => ({ kind: 'set', section, key, value: onOneLine(value) }))
    const interval: ConfigEdit = { kind: 'set', section, key: 'interval', value: intervalS }
    return [{ kind: 'add-section', section }, ...keys, setPort, interval]
  })
}

const onOneLine = (value: string): string => value.replaceAll(/\s*\n\s*/g, ' ')
