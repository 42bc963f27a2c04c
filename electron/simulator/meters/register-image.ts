export type RegisterTable = 'holding' | 'input'
export type BitTable = 'coil' | 'discrete-input'

export type WideValue =
  | { readonly type: 'INT32' | 'UINT32' | 'FLOAT32' | 'FLOAT64'; readonly value: number }
  | { readonly type: 'INT64' | 'UINT64'; readonly value: bigint }

/**
 * A meter's registers as they are on the wire: 16-bit words by zero-based address. The values are encoded here, with
 * Node's Buffer and nothing of the engine, so that an error in the engine's decoder cannot cancel out.
 */
export class RegisterImage {
  readonly #words = { holding: new Map<number, number>(), input: new Map<number, number>() }
  readonly #bits = { coil: new Map<number, boolean>(), 'discrete-input': new Map<number, boolean>() }

  /** null when one of the addresses does not exist: the whole request is refused (exception 2). */
  readWords(table: RegisterTable, address: number, count: number): number[] | null {
    const words: number[] = []
    for (let offset = 0; offset < count; offset++) {
      const word = this.#words[table].get(address + offset)
      if (word === undefined) return null
      words.push(word)
    }
    return words
  }

  readBit(table: BitTable, address: number): boolean | null {
    return this.#bits[table].get(address) ?? null
  }

  setBit(table: BitTable, address: number, value: boolean): void {
    this.#bits[table].set(address, value)
  }

  /** Registers that exist and always hold 0. */
  reserve(table: RegisterTable, address: number, count: number): void {
    for (let offset = 0; offset < count; offset++) this.#words[table].set(address + offset, 0)
  }

  float32(table: RegisterTable, address: number, value: number): void {
    const bytes = Buffer.alloc(4)
    bytes.writeFloatBE(value)
    this.#put(table, address, bytes)
  }

  /** Rounded to whole steps, as a meter does. */
  int16(table: RegisterTable, address: number, value: number): void {
    const bytes = Buffer.alloc(2)
    bytes.writeInt16BE(Math.round(value))
    this.#put(table, address, bytes)
  }

  uint16(table: RegisterTable, address: number, value: number): void {
    const bytes = Buffer.alloc(2)
    bytes.writeUInt16BE(Math.round(value))
    this.#put(table, address, bytes)
  }

  /**
   * Any number that is wider than a register, in its words as they stand on the wire.
   *
   * @param value a bigint for the 64-bit integers
   */
  wide(table: RegisterTable, address: number, value: WideValue, lowWordFirst = false): void {
    const bytes = bytesOf(value)
    const words = Array.from({ length: bytes.length / 2 }, (_, index) =>
      bytes.subarray(2 * index, 2 * index + 2),
    )
    this.#put(table, address, Buffer.concat(lowWordFirst ? words.toReversed() : words))
  }

  /** Low word first (byte order CDAB), as many analysers have it. */
  int32LowWordFirst(table: RegisterTable, address: number, value: number): void {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(Math.round(value))
    this.#put(table, address, bytes.swap32().swap16())
  }

  #put(table: RegisterTable, address: number, bytes: Buffer): void {
    for (let offset = 0; offset < bytes.length; offset += 2) {
      this.#words[table].set(address + offset / 2, bytes.readUInt16BE(offset))
    }
  }
}

/** Most significant byte first. @throws RangeError the value does not fit its type */
function bytesOf({ type, value }: WideValue): Buffer {
  const bytes = Buffer.alloc(type.endsWith('64') ? 8 : 4)
  switch (type) {
    case 'INT32':
      bytes.writeInt32BE(value)
      break
    case 'UINT32':
      bytes.writeUInt32BE(value)
      break
    case 'FLOAT32':
      bytes.writeFloatBE(value)
      break
    case 'FLOAT64':
      bytes.writeDoubleBE(value)
      break
    case 'INT64':
      bytes.writeBigInt64BE(value)
      break
    case 'UINT64':
      bytes.writeBigUInt64BE(value)
      break
  }
  return bytes
}
