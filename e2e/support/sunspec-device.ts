import type { Meter } from '../../electron/simulator/meters/meter.ts'
import { RegisterImage } from '../../electron/simulator/meters/register-image.ts'

/** Writes a chain as a device has it; the offsets of points are written out where they are used, from the definitions. */
export class SunSpecChain {
  readonly image = new RegisterImage()
  #next: number

  constructor(base: number) {
    this.image.uint16('holding', base, 0x5375)
    this.image.uint16('holding', base + 1, 0x6e53)
    this.#next = base + 2
  }

  /** @returns the address of the first point */
  model(id: number, length: number, fill: number): number {
    const data = this.#next + 2
    this.image.uint16('holding', this.#next, id)
    this.image.uint16('holding', this.#next + 1, length)
    for (let offset = 0; offset < length; offset++) this.image.uint16('holding', data + offset, fill)
    this.#next = data + length
    return data
  }

  common(length: number, manufacturer: string, model: string, serial: string): void {
    const data = this.model(1, length, 0)
    for (const [offset, text] of [
      [0, manufacturer],
      [16, model],
      [40, '1.2.3'],
      [48, serial],
    ] as const) {
      const bytes = Buffer.from(text.padEnd(text.length + (text.length % 2), '\0'), 'latin1')
      for (let at = 0; at < bytes.length; at += 2)
        this.image.uint16('holding', data + offset + at / 2, bytes.readUInt16BE(at))
    }
  }

  end(): RegisterImage {
    this.image.uint16('holding', this.#next, 0xffff)
    this.image.uint16('holding', this.#next + 1, 0)
    return this.image
  }
}

/** An inverter with integer models and a meter behind it, at the usual base; the common model is 65 long. */
export function integerDevice(): RegisterImage {
  const chain = new SunSpecChain(40_000)
  chain.common(65, 'SolarEdge', 'SE10K', '7E1F0001')
  const inverter = chain.model(103, 50, 0x8000)
  const { image } = chain
  image.uint16('holding', inverter, 1_452)
  image.uint16('holding', inverter + 1, 484)
  for (const offset of [2, 3, 5, 6, 7, 9, 10, 25, 27]) image.uint16('holding', inverter + offset, 0xffff)
  image.int16('holding', inverter + 4, -2)
  image.uint16('holding', inverter + 8, 2_305)
  image.int16('holding', inverter + 11, -1)
  image.int16('holding', inverter + 12, -334)
  image.int16('holding', inverter + 13, 1)
  image.wide('holding', inverter + 22, { type: 'UINT32', value: 3_000_000_000 })
  image.int16('holding', inverter + 24, 0)
  chain.model(160, 28, 0)
  const meter = chain.model(203, 105, 0x8000)
  image.int16('holding', meter + 16, -1_234)
  image.int16('holding', meter + 20, 0)
  for (let offset = 36; offset < 52; offset++) image.uint16('holding', meter + offset, 0)
  image.wide('holding', meter + 44, { type: 'UINT32', value: 5_000 })
  image.int16('holding', meter + 52, 2)
  return chain.end()
}

/** A meter that stands still. */
export const sunSpecMeter = (unitId: number, image: RegisterImage): Meter => ({
  name: `unit ${unitId}`,
  unitId,
  imageAt: () => image,
  presenceAt: () => 'answers',
})
