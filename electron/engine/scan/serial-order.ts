import type { Parity, SerialSettings } from '../../../shared/model/index.ts'

/** What a serial scan varies; data bits are 8. */
export type SerialCombination = Pick<SerialSettings, 'baudRate' | 'parity' | 'stopBits'>

export interface SerialChoices {
  readonly baudRates: readonly number[]
  readonly parities: readonly Parity[]
  readonly stopBits: readonly (1 | 2)[]
}

/** What meters leave the factory with, and 19200 8E1, which is the default of V1.02, 2.5.1. */
const likeliest: readonly SerialCombination[] = [
  { baudRate: 9_600, parity: 'N', stopBits: 1 },
  { baudRate: 9_600, parity: 'E', stopBits: 1 },
  { baudRate: 19_200, parity: 'E', stopBits: 1 },
  { baudRate: 19_200, parity: 'N', stopBits: 1 },
  { baudRate: 38_400, parity: 'N', stopBits: 1 },
  { baudRate: 38_400, parity: 'E', stopBits: 1 },
  { baudRate: 115_200, parity: 'N', stopBits: 1 },
  { baudRate: 2_400, parity: 'N', stopBits: 1 },
  { baudRate: 2_400, parity: 'E', stopBits: 1 },
  { baudRate: 9_600, parity: 'N', stopBits: 2 },
]

/** Each combination once, the likeliest first; the others by stop bits, then in the order of the choices. */
export function serialOrder({ baudRates, parities, stopBits }: SerialChoices): readonly SerialCombination[] {
  const all = [...new Set(stopBits)]
    .toSorted((a, b) => a - b)
    .flatMap((bits) =>
      [...new Set(baudRates)].flatMap((baudRate) =>
        [...new Set(parities)].map((parity) => ({ baudRate, parity, stopBits: bits })),
      ),
    )
  const isSame = (a: SerialCombination) => (b: SerialCombination) =>
    a.baudRate === b.baudRate && a.parity === b.parity && a.stopBits === b.stopBits
  const first = likeliest.filter((likely) => all.some(isSame(likely)))
  return [...first, ...all.filter((other) => !likeliest.some(isSame(other)))]
}

/** `9600 8N1` */
export const serialText = ({ baudRate, parity, stopBits }: SerialCombination): string =>
  `${baudRate} 8${parity}${stopBits}`
