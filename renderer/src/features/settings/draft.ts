import type { Finding } from '../../../../shared/model/index.ts'
import type { ConfigEdit, KeyView } from '../../../../shared/contract/config.ts'

/** What the person wants to have in [DEFAULT]; null: no line of its own. Keys that are not named stay as they are. */
export type Wanted = ReadonlyMap<string, string | null>

export const groups = [
  ['gateway', ['gateway_id']],
  ['api', ['api_url', 'api_path', 'api_token', 'api_timeout', 'api_batch_size', 'api_ca_file']],
  ['collection', ['collection_interval', 'max_retries', 'retry_delay']],
  ['log', ['log_level', 'log_file', 'log_max_size', 'log_backup_count']],
  ['storage', ['store_max_size', 'store_max_age']],
  ['alerts', ['alert_webhook_url']],
] as const
export type Group = (typeof groups)[number][0] | 'other'

export interface KeyGroup {
  readonly group: Group
  readonly keys: readonly KeyView[]
}

/** The gateway's keys by what they are about; those that this interface does not know come last. */
export function grouped(keys: readonly KeyView[]): readonly KeyGroup[] {
  const known = new Set<string>(groups.flatMap(([, names]) => names))
  const byName = new Map(keys.map((view) => [view.key, view]))
  const all: KeyGroup[] = groups.map(([group, names]) => ({
    group,
    keys: names.map((name) => byName.get(name)).filter((view) => view !== undefined),
  }))
  all.push({ group: 'other', keys: keys.filter(({ key }) => !known.has(key)) })
  return all.filter((group) => group.keys.length > 0)
}

/** With one more wish. What stands in the file already is none. */
export function wish(wanted: Wanted, view: KeyView, value: string | null): Wanted {
  const next = new Map(wanted)
  // A secret arrives masked: nobody knows whether what was typed is what stands there.
  const isAsWritten = value === view.written && !(view.isSecret && value !== null)
  if (isAsWritten) next.delete(view.key)
  else next.set(view.key, value)
  return next
}

/** Taking a wish back. */
export function unwish(wanted: Wanted, key: string): Wanted {
  const next = new Map(wanted)
  next.delete(key)
  return next
}

export function editsOf(wanted: Wanted): ConfigEdit[] {
  return [...wanted].map(([key, value]) =>
    value === null
      ? { kind: 'remove', section: 'DEFAULT', key }
      : { kind: 'set', section: 'DEFAULT', key, value },
  )
}

/** What the validator says of a key of the whole gateway. */
export const findingsOf = (findings: readonly Finding[], key: string): readonly Finding[] =>
  findings.filter((finding) => finding.key === key && isOfGateway(finding))

/** Errors that a save would be refused for and that no field here can show. */
export const foreignErrors = (findings: readonly Finding[], keys: readonly KeyView[]): readonly Finding[] =>
  findings.filter(
    (finding) =>
      finding.severity === 'error' && !(isOfGateway(finding) && keys.some(({ key }) => key === finding.key)),
  )

const isOfGateway = ({ section }: Finding): boolean => section === null || section === 'DEFAULT'

/** Whether something stands above the file, so that a change of the file has no effect now. */
export const isOverridden = ({ source }: KeyView): boolean =>
  source === 'environment' || source === 'command line'
