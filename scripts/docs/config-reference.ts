import {
  allDeviceKeys,
  allGlobalKeys,
  environmentSwitches,
  type KeySpec,
} from '../../electron/engine/config/schema.ts'
import { markdownTable } from './table.ts'

/** Every key of config.ini and every variable of the environment, from the schema that the gateway reads them by. */
export function configReference(): string {
  const isList = ({ isList }: KeySpec<unknown>): boolean => isList
  return [
    '### Keys of the whole gateway',
    keyTable(allGlobalKeys),
    '### Keys of a device',
    keyTable(allDeviceKeys.filter((key) => !isList(key))),
    '### Keys of its registers',
    keyTable(allDeviceKeys.filter(isList)),
    '### Switches of the environment',
    markdownTable(
      ['variable', 'meaning'],
      Object.entries(environmentSwitches).map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
  ].join('\n\n')
}

/** A column that no key of the table has anything for is left out. */
function keyTable(keys: readonly KeySpec<unknown>[]): string {
  const hasEnv = keys.some(({ env }) => env !== null)
  const header = ['key', 'default', 'written as', ...(hasEnv ? ['environment'] : []), 'meaning']
  return markdownTable(
    header,
    keys.map((key) => [
      nameText(key),
      defaultText(key),
      key.allowed,
      ...(hasEnv ? [key.env === null ? '' : code(key.env)] : []),
      key.doc + (key.isSecret ? ' *Secret.*' : ''),
    ]),
  )
}

const code = (text: string): string => `\`${text}\``

function nameText({ name, aliases }: KeySpec<unknown>): string {
  return aliases.length === 0 ? code(name) : `${code(name)}, also ${aliases.map(code).join(', ')}`
}

/** `60s` as it may be written; units that cannot be written stand beside the number. */
function defaultText({ default: value, unit }: KeySpec<unknown>): string {
  if (value === null || value === '') return ''
  if (unit === 's' || unit === 'ms') return code(`${value}${unit}`)
  return unit === null ? code(value) : `${code(value)} ${unit}`
}
