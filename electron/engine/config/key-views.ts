import type { KeyView } from '../../../shared/contract/config.ts'
import { mask, withoutCredentials } from './findings.ts'
import type { IniDocument, IniSection } from './ini-document.ts'
import { type EffectiveValue, entryOf } from './key-reader.ts'
import { allDeviceKeys, allGlobalKeys, deviceKeys, type KeySpec, spellings } from './schema.ts'
import { onOneLine } from './values.ts'

const serialKeys: readonly KeySpec<unknown>[] = [
  deviceKeys.baudRate,
  deviceKeys.parity,
  deviceKeys.stopBits,
  deviceKeys.dataBits,
]

/** Keys that mean nothing to a protocol. While there is none, no key is left out. */
const foreignKeys: Readonly<Record<string, ReadonlySet<KeySpec<unknown>>>> = {
  TCP: new Set(serialKeys),
  RTU_OVER_TCP: new Set([...serialKeys, deviceKeys.pipelining]),
  RTU: new Set([deviceKeys.host, deviceKeys.pipelining]),
}

/** Keys of a device that its form shows; its lists are rows of the register table. */
export function deviceKeyViews(
  section: IniSection,
  protocol: string,
  effective: readonly EffectiveValue[],
): readonly KeyView[] {
  const own = effective.filter((value) => value.section === section.name)
  return keysOf(protocol).map((spec) => {
    const hasEnv = spec !== deviceKeys.timeout || protocol === 'RTU'
    return keyView(hasEnv ? spec : { ...spec, env: null }, section, own)
  })
}

/** Keys that stand in the section and are not among its views. */
export function otherKeys(section: IniSection, protocol: string): readonly string[] {
  const shown = [...keysOf(protocol), ...allDeviceKeys.filter(({ isList }) => isList)]
  const known = new Set(shown.flatMap(spellings))
  return [...section.entries.values()].filter(({ key }) => !known.has(key)).map((entry) => entry.keyAsWritten)
}

export function globalKeyViews(
  { defaults }: IniDocument,
  effective: readonly EffectiveValue[],
): readonly KeyView[] {
  const own = effective.filter(({ section }) => section === null)
  return allGlobalKeys.map((spec) => keyView(spec, defaults, own))
}

const keysOf = (protocol: string): readonly KeySpec<unknown>[] =>
  allDeviceKeys.filter((spec) => !spec.isList && foreignKeys[protocol]?.has(spec) !== true)

function keyView(
  spec: KeySpec<unknown>,
  section: IniSection | null,
  effective: readonly EffectiveValue[],
): KeyView {
  const entry = section === null ? null : entryOf(section, spec)
  // The last one counts: DEBUG=1 stands above log_level.
  const found = effective.findLast(({ key }) => key === spec.name)
  const { unit, allowed, doc, env, isSecret } = spec
  return {
    key: spec.name,
    written: entry === null ? null : shownValue(entry.value, isSecret),
    line: entry?.line ?? null,
    effective: found?.value ?? null,
    source: found?.source ?? 'default',
    default: spec.default,
    unit,
    allowed,
    doc,
    env,
    isSecret,
  }
}

function shownValue(value: string, isSecret: boolean): string {
  const text = onOneLine(withoutCredentials(value))
  return isSecret && text !== '' ? mask : text
}
