import type { RegisterRow } from '../../../shared/contract/config.ts'
import { emptyRow } from '../../../shared/contract/register-row.ts'
import type { ModelPoint, SunSpecModel } from './models.ts'

/** A model as it was found, with its words where its points are known. */
export interface FoundModel {
  readonly id: number
  /** Of its first register behind the header: zero-based PDU address. */
  readonly dataAddress: number
  readonly model: SunSpecModel
  /** May be shorter than the model's definition. */
  readonly words: Buffer
}

/**
 * The points that these devices fill, as rows of a register table with `addressing = zero`. Where there are several models
 * the labels say which one is meant.
 */
export function rowsOfModels(found: readonly FoundModel[]): readonly RegisterRow[] {
  const ofKind = (kind: SunSpecModel['kind']): readonly FoundModel[] =>
    found.filter(({ model }) => model.kind === kind)
  return found.flatMap((each) => {
    const { kind } = each.model
    const siblings = ofKind(kind)
    const ordinal = siblings.length > 1 ? `_${siblings.indexOf(each) + 1}` : ''
    const prefix = found.length > 1 ? `${kind}${ordinal}_` : ''
    return rowsOf(each, prefix)
  })
}

function rowsOf({ dataAddress, model, words }: FoundModel, prefix: string): readonly RegisterRow[] {
  const inside = model.points.filter((point) => 2 * (point.offset + widthOf(point)) <= words.length)
  const byId = new Map(inside.map((point) => [point.id, point]))
  const filled = inside.filter((point) => point.type !== 'sunssf' && isFilled(point, words, byId, inside))
  const scales = new Set(filled.map(({ scale }) => scale))
  return inside
    .filter((point) => filled.includes(point) || scales.has(point.id))
    .map((point) => ({
      ...emptyRow,
      address: String(dataAddress + point.offset),
      table: 'HOLDING',
      dataType: point.dataType,
      label: prefix + point.label,
      unit: point.unit,
      // A float that is not a number says so itself; an accumulator has no pattern that is never a count.
      invalid: point.dataType === 'FLOAT32' || point.type === 'acc32' ? '' : point.notImplemented,
      scaleFrom: point.scale === null ? '' : prefix + (byId.get(point.scale)?.label ?? ''),
    }))
}

const widthOf = ({ dataType }: ModelPoint): number => (dataType.endsWith('32') ? 2 : 1)

const rawOf = (point: ModelPoint, words: Buffer): number =>
  words.readUIntBE(2 * point.offset, 2 * widthOf(point))

const isImplemented = (point: ModelPoint, words: Buffer): boolean => {
  const raw = rawOf(point, words)
  // Whatever bits a NaN has besides.
  if (point.dataType === 'FLOAT32') return !Number.isNaN(words.readFloatBE(2 * point.offset))
  return raw !== Number(point.notImplemented)
}

function isFilled(
  point: ModelPoint,
  words: Buffer,
  byId: ReadonlyMap<string, ModelPoint>,
  all: readonly ModelPoint[],
): boolean {
  if (!isImplemented(point, words)) return false
  const scale = point.scale === null ? null : byId.get(point.scale)
  if (scale === undefined || (scale !== null && !isImplemented(scale, words))) return false
  if (point.type !== 'acc32') return true
  // 0 is "not implemented" and a count: a quantity of which nothing was ever counted, and none need be, is left out.
  const group = all.filter(({ type, unit }) => type === 'acc32' && unit === point.unit)
  return group.some((each) => each.isMandatory || rawOf(each, words) !== 0)
}
