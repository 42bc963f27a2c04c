/** What a register measures, as its label and unit tell. */
export interface Role {
  readonly quantity: Quantity
  readonly phase: Phase
  /** Of an energy; `net` where the label names none. */
  readonly direction: 'import' | 'export' | 'net'
  /** Of the unit, to V, A, W, var, VA, Hz, Wh, varh, VAh and 1. */
  readonly scale: number
}

export type Quantity =
  | 'voltage'
  | 'current'
  | 'active-power'
  | 'reactive-power'
  | 'apparent-power'
  | 'power-factor'
  | 'frequency'
  | 'active-energy'
  | 'reactive-energy'
  | 'apparent-energy'

/** `total` is the whole meter, also of one that has a single phase. */
export type Phase = 'L1' | 'L2' | 'L3' | 'L1-L2' | 'L2-L3' | 'L3-L1' | 'total'

export const phases = ['L1', 'L2', 'L3'] as const

/** Statistics, settings and parts of a quantity: they fit nothing else that is measured now. */
const others = new Set(
  (
    'thd max min maximum minimum maximo minimo peak pico demand demanda maximeter maximetro avg average mean media ' +
    'promedio t1 t2 t3 t4 tariff tarifa partial parcial resettable dc limit limite setpoint consigna nominal rated ' +
    'angle angulo harmonic armonico ratio ct pt n neutral neutro unbalance desequilibrio sum2 hours horas alarm state vector'
  ).split(' '),
)

const wordsOf: readonly (readonly [Quantity | 'power' | 'energy', readonly string[]])[] = [
  ['voltage', 'voltage volt volts tension voltaje spannung u v ul vl uln vln ull vll'.split(' ')],
  ['current', 'current corriente intensidad strom ampere amperes amp amps i il'.split(' ')],
  ['frequency', 'frequency frecuencia frequenz freq hz f'.split(' ')],
  ['power-factor', 'pf fp powerfactor factorpotencia cosphi cosfi cos'.split(' ')],
  ['energy', 'energy energia energie kwh wh mwh'.split(' ')],
  ['power', 'power potencia leistung'.split(' ')],
  ['active-power', 'p pl kw w'.split(' ')],
  ['reactive-power', 'q ql kvar var'.split(' ')],
  ['apparent-power', 's sl kva va'.split(' ')],
]
const kinds: readonly (readonly ['active' | 'reactive' | 'apparent', readonly string[]])[] = [
  ['reactive', 'reactive reactiva blind'.split(' ')],
  ['apparent', 'apparent aparente schein'.split(' ')],
  ['active', 'active activa real wirk'.split(' ')],
]
const imports = new Set(
  'import importada importacion imported consumed consumida consumo consumption bezug'.split(' '),
)
const exports = new Set(
  'export exportada exportacion exported generated generada injected inyectada lieferung'.split(' '),
)

const prefixScales: Readonly<Record<string, number>> = { '': 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9 }
const units: ReadonlyMap<string, readonly [Quantity, number]> = new Map([
  ...prefixed('voltage', 'v', ['', 'm', 'k']),
  ...prefixed('current', 'a', ['', 'm', 'k']),
  ...prefixed('active-power', 'w', ['', 'k', 'M']),
  ...prefixed('reactive-power', 'var', ['', 'k', 'M']),
  ...prefixed('apparent-power', 'va', ['', 'k', 'M']),
  ...prefixed('active-energy', 'wh', ['', 'k', 'M', 'G']),
  ...prefixed('reactive-energy', 'varh', ['', 'k', 'M']),
  ...prefixed('apparent-energy', 'vah', ['', 'k', 'M']),
  ...prefixed('frequency', 'hz', ['']),
])

function prefixed(
  quantity: Quantity,
  unit: string,
  prefixes: readonly string[],
): readonly (readonly [string, readonly [Quantity, number]])[] {
  return prefixes.map((prefix) => [`${prefix}${unit}`, [quantity, prefixScales[prefix] ?? 1]])
}

/**
 * Reads `Voltage_L1`, `Active_Power_Total`, `Tension L2`, `Potencia_Activa`, `P3`, `Energía importada`.
 *
 * @returns null where label and unit do not tell, contradict each other, or name something that is not measured now
 */
export function roleOf(label: string, unit: string): Role | null {
  const tokens = tokensOf(label)
  if (tokens.some((token) => others.has(token))) return null
  const measured = unitOf(unit)
  const isPercent = unit.trim() === '%'
  if (measured === null && !isPercent && !['', '-', '1'].includes(unit.trim())) return null
  const quantity = quantityOf(tokens, measured?.[0] ?? null)
  if (quantity === null || (measured !== null && measured[0] !== quantity)) return null
  if (isPercent && quantity !== 'power-factor') return null
  const phase = phaseOf(tokens, quantity)
  if (phase === null) return null
  const isImport = tokens.some((token) => imports.has(token))
  const isExport = tokens.some((token) => exports.has(token))
  // A power of one direction alone fits no product of voltage and current.
  if ((isImport || isExport) && !quantity.endsWith('energy')) return null
  return {
    quantity,
    phase,
    direction: isImport === isExport ? 'net' : isImport ? 'import' : 'export',
    scale: isPercent ? 0.01 : (measured?.[1] ?? 1),
  }
}

/** Small letters without accents; digits that end a word are a word of their own, but for L1 and T1. */
function tokensOf(label: string): readonly string[] {
  return label
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .flatMap((word) => {
      const match = /^([a-z]+?)(l?[1-3]{1,2}|l[1-3]l[1-3])$/.exec(word)
      const [, name = '', place = ''] = match ?? []
      return match === null || name === 'l' || name === 't' ? [word] : [name, place]
    })
    .filter((token) => token !== '')
}

function unitOf(unit: string): readonly [Quantity, number] | null {
  const text = unit.trim()
  // The first letter's case tells milli from mega; all else is written in many ways.
  const [first = '', rest = ''] = [text.slice(0, 1), text.slice(1).toLowerCase()]
  const prefix = first === 'K' ? 'k' : first
  return units.get(`${prefix}${rest}`) ?? units.get(text.toLowerCase()) ?? null
}

function quantityOf(tokens: readonly string[], ofUnit: Quantity | null): Quantity | null {
  const has = (words: readonly string[]): boolean => tokens.some((token) => words.includes(token))
  const isFactor =
    tokens.includes('factor') ||
    (has(['fp', 'pf', 'cosphi', 'cosfi', 'cos', 'powerfactor']) && ofUnit === null)
  if (isFactor) return ofUnit === null ? 'power-factor' : null
  const kind = kinds.find(([, words]) => has(words))?.[0] ?? null
  const named = wordsOf.filter(([, words]) => has(words)).map(([quantity]) => quantity)
  const family =
    ofUnit?.endsWith('energy') === true ? 'energy' : ofUnit?.endsWith('power') === true ? 'power' : null
  if (named.includes('energy') || family === 'energy') {
    const ofLabel = kind === null ? null : (`${kind}-energy` as const)
    return ofLabel ?? (ofUnit?.endsWith('energy') === true ? ofUnit : 'active-energy')
  }
  if (named.includes('power') || family === 'power') {
    const ofLabel = kind === null ? null : (`${kind}-power` as const)
    return ofLabel ?? (family === 'power' ? ofUnit : 'active-power')
  }
  // A single letter is believed where the unit says the same, or where there is no unit at all.
  const exact = named.find((name): name is Quantity => name === ofUnit)
  if (exact !== undefined) return exact
  if (ofUnit !== null) return named.length === 0 ? ofUnit : null
  const only = named.length === 1 ? named[0] : undefined
  return only === undefined || only === 'energy' || only === 'power' ? null : only
}

const lines: Readonly<Record<string, Phase>> = {
  '12': 'L1-L2',
  '23': 'L2-L3',
  '31': 'L3-L1',
  '13': 'L3-L1',
}
const phaseNames: Readonly<Record<string, Phase>> = {
  l1: 'L1',
  l2: 'L2',
  l3: 'L3',
  '1': 'L1',
  '2': 'L2',
  '3': 'L3',
  r: 'L1',
  s: 'L2',
  t: 'L3',
  a: 'L1',
  b: 'L2',
  c: 'L3',
}
/** Letters that are a phase where the label says so: `Fase R`, `Phase A`. */
const letters = new Set(['a', 'b', 'c'])

/** null: a mean or a place that fits nothing else, such as `LN` without a number. */
function phaseOf(tokens: readonly string[], quantity: Quantity): Phase | null {
  const digits = tokens.map((token) => /^(?:l?([1-3])l?([1-3]))$/.exec(token)).find((match) => match !== null)
  const numbered = tokens.flatMap((token) => /^l([1-3])$/.exec(token)?.[1] ?? [])
  const pair = digits === undefined ? numbered.join('') : `${digits[1] ?? ''}${digits[2] ?? ''}`
  if (pair.length === 2) return quantity === 'voltage' ? (lines[pair] ?? null) : null
  if (tokens.includes('ll')) return null
  const found = tokens.flatMap((token, index) => {
    const phase = phaseNames[token]
    if (phase === undefined) return []
    const isNamed = tokens.includes('fase') || tokens.includes('phase')
    if (letters.has(token)) return isNamed ? [phase] : []
    // S is the apparent power as well.
    if ('rst'.includes(token)) return isNamed || (index > 0 && !quantity.endsWith('power')) ? [phase] : []
    return [phase]
  })
  const [phase] = found
  if (new Set(found).size > 1) return null
  return phase ?? 'total'
}
