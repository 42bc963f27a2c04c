import type { Quality } from '../../../shared/model/index.ts'
import { parseWireReading, type WireMeasurement, withSeq } from '../store/wire.ts'

/**
 * Finds single values in the text of stored readings. A day of a busy device is 86,400 of them: the text is searched
 * for the labels wanted instead of being parsed as a whole.
 */
export class StoredValues {
  readonly #needles: readonly (readonly [string, string])[]

  constructor(labels: readonly string[]) {
    this.#needles = labels.map((label) => [label, `${JSON.stringify(label)}:`])
  }

  /**
   * @param json as serializeReading writes it, without `seq`
   * @returns by label, those that the reading has
   * @throws SyntaxError or ZodError where the text is not a reading, as after damage to the file
   */
  in(json: string): ReadonlyMap<string, WireMeasurement> {
    const found = new Map<string, WireMeasurement>()
    const start = json.indexOf(measurementsKey)
    if (start === -1) return parsed(json, this.#needles)
    const first = start + measurementsKey.length
    // Labels mostly come in the order of the configuration: each is looked for behind the one before.
    let next = first
    for (const [label, needle] of this.#needles) {
      const behind = keyEnd(json, needle, next)
      const at = behind === -1 && next > first ? keyEnd(json, needle, first) : behind
      if (at === -1) continue
      measurementPattern.lastIndex = at
      const match = measurementPattern.exec(json)
      if (match === null) return parsed(json, this.#needles)
      found.set(label, measurementOf(match))
      next = measurementPattern.lastIndex
    }
    return found
  }
}

/** Within a JSON string quotes are escaped: this can only be the key itself. */
const measurementsKey = ',"measurements":{'

const text = String.raw`"(?:[^"\\]|\\.)*"`
const measurementPattern = new RegExp(
  String.raw`\{"value":(null|true|false|-?[\d.eE+-]+|${text}),"unit":(${text}),"quality":"(GOOD|BAD_RANGE|BAD_VALUE|BAD_ADDRESS|BAD_DEVICE|BAD_COMM)"(?:,"detail":(${text}))?\}`,
  'y',
)

/** The place behind a key. A quote after `{` or `,` is never an escaped one. */
function keyEnd(json: string, needle: string, from: number): number {
  for (let at = json.indexOf(needle, from); at !== -1; at = json.indexOf(needle, at + 1)) {
    const before = json[at - 1]
    if ((before === '{' || before === ',') && json[at + needle.length] === '{') return at + needle.length
  }
  return -1
}

function measurementOf([, value = 'null', unit = '""', quality, detail]: RegExpExecArray): WireMeasurement {
  return {
    value: JSON.parse(value) as WireMeasurement['value'],
    unit: JSON.parse(unit) as string,
    quality: quality as Quality,
    ...(detail === undefined ? {} : { detail: JSON.parse(detail) as string }),
  }
}

function parsed(
  json: string,
  needles: readonly (readonly [string, string])[],
): ReadonlyMap<string, WireMeasurement> {
  const measurements = new Map(Object.entries(parseWireReading(withSeq(json, 1)).measurements))
  return new Map(
    needles.flatMap(([label]) => {
      const measurement = measurements.get(label)
      return measurement === undefined ? [] : [[label, measurement] as const]
    }),
  )
}
