import type { NumberKind } from '../../../shared/model/index.ts'
import { inverterPoints, meterPoints, type PointSpec, type PointType } from './points.ts'

/** A point at its place in a model. */
export interface ModelPoint extends PointSpec {
  /** In registers, from the first one behind the model's header. */
  readonly offset: number
  readonly dataType: NumberKind
  /** Bits that mean "not implemented"; the accumulators have 0 for it, which may be a count as well. */
  readonly notImplemented: string
}

export interface SunSpecModel {
  readonly name: string
  readonly kind: 'Inverter' | 'Meter'
  readonly points: readonly ModelPoint[]
}

const integerTypes: Readonly<Record<PointType, Pick<ModelPoint, 'dataType' | 'notImplemented'>>> = {
  int16: { dataType: 'INT16', notImplemented: '0x8000' },
  sunssf: { dataType: 'INT16', notImplemented: '0x8000' },
  uint16: { dataType: 'UINT16', notImplemented: '0xFFFF' },
  enum16: { dataType: 'UINT16', notImplemented: '0xFFFF' },
  acc32: { dataType: 'UINT32', notImplemented: '0xFFFFFFFF' },
  bitfield32: { dataType: 'UINT32', notImplemented: '0xFFFFFFFF' },
}
const float = { dataType: 'FLOAT32', notImplemented: '0x7FC00000' } as const

/** Points follow one another without a gap. */
function placed(specs: readonly PointSpec[], isFloat: boolean): readonly ModelPoint[] {
  let offset = 0
  return specs.flatMap((spec) => {
    if (isFloat && spec.type === 'sunssf') return []
    const isMeasured = spec.type !== 'enum16' && spec.type !== 'bitfield32'
    const type = isFloat && isMeasured ? float : integerTypes[spec.type]
    const at = offset
    offset += type.dataType.endsWith('32') ? 2 : 1
    const asFloat = { unit: spec.floatUnit, scale: null }
    return [{ ...spec, ...(isFloat ? asFloat : {}), ...type, offset: at }]
  })
}

const families = {
  inverter: { kind: 'Inverter', points: placed(inverterPoints, false) },
  floatInverter: { kind: 'Inverter', points: placed(inverterPoints, true) },
  meter: { kind: 'Meter', points: placed(meterPoints, false) },
  floatMeter: { kind: 'Meter', points: placed(meterPoints, true) },
} as const

const models: ReadonlyMap<number, SunSpecModel> = new Map([
  [101, { name: 'Inverter, single phase', ...families.inverter }],
  [102, { name: 'Inverter, split phase', ...families.inverter }],
  [103, { name: 'Inverter, three phase', ...families.inverter }],
  [111, { name: 'Inverter, single phase, float', ...families.floatInverter }],
  [112, { name: 'Inverter, split phase, float', ...families.floatInverter }],
  [113, { name: 'Inverter, three phase, float', ...families.floatInverter }],
  [201, { name: 'Meter, single phase', ...families.meter }],
  [202, { name: 'Meter, split phase', ...families.meter }],
  [203, { name: 'Meter, three phase, wye', ...families.meter }],
  [204, { name: 'Meter, three phase, delta', ...families.meter }],
  [211, { name: 'Meter, single phase, float', ...families.floatMeter }],
  [212, { name: 'Meter, split phase, float', ...families.floatMeter }],
  [213, { name: 'Meter, three phase, wye, float', ...families.floatMeter }],
  [214, { name: 'Meter, three phase, delta, float', ...families.floatMeter }],
])

export const commonModelId = 1

/** A model whose points are known; null for the others, which are listed with id and length. */
export const sunSpecModel = (id: number): SunSpecModel | null => models.get(id) ?? null

/** What a model is called; null where this program does not know it. */
export const modelName = (id: number): string | null =>
  id === commonModelId ? 'Common' : (models.get(id)?.name ?? null)
