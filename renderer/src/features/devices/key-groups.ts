import type { KeyView } from '../../../../shared/contract/config.ts'
import { addressings } from '../../../../shared/model/address.ts'
import { columns } from './columns.ts'

export const groupNames = ['identity', 'connection', 'timing', 'reading', 'other'] as const
export type GroupName = (typeof groupNames)[number]

const groupOf: Readonly<Record<string, GroupName>> = {
  name: 'identity',
  type: 'identity',
  enabled: 'identity',
  protocol: 'connection',
  host: 'connection',
  port: 'connection',
  baudrate: 'connection',
  parity: 'connection',
  stopbits: 'connection',
  databits: 'connection',
  slave_id: 'connection',
  interval: 'timing',
  timeout: 'timing',
  request_delay: 'timing',
  addressing: 'reading',
  max_gap: 'reading',
  max_registers: 'reading',
  pipelining: 'reading',
}

/** Keys with a place of their own: the register table, the profile above it. */
const elsewhere: ReadonlySet<string> = new Set([...columns.map(({ key }) => key), 'profile'])

/** The keys of a form by group, each in the order in which the gateway gives them. */
export function groupKeys(keys: readonly KeyView[]): ReadonlyMap<GroupName, readonly KeyView[]> {
  const groups = new Map<GroupName, KeyView[]>(groupNames.map((name) => [name, []]))
  for (const view of keys) {
    if (elsewhere.has(view.key) || view.isSecret) continue
    groups.get(groupOf[view.key] ?? 'other')?.push(view)
  }
  return new Map([...groups].filter(([, views]) => views.length > 0))
}

/** What can be chosen for a key; null: it is typed. */
export function choicesOf(key: string): readonly string[] | null {
  return fixedChoices[key] ?? null
}

const fixedChoices: Readonly<Record<string, readonly string[]>> = {
  protocol: ['TCP', 'RTU', 'RTU_OVER_TCP'],
  parity: ['N', 'E', 'O'],
  stopbits: ['1', '2'],
  databits: ['7', '8'],
  addressing: addressings,
}

/** Values that help typing where others are possible, too. */
export function proposalsOf({ key, allowed }: KeyView): readonly string[] {
  return key === 'baudrate' ? allowed.split(/,\s*/).filter((text) => /^\d+$/.test(text)) : []
}
