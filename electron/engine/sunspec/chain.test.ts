import { describe, expect, it } from 'vitest'
import { type Answer, type SunSpecDiscovery, walkChain } from './chain.ts'

/** Runs the walk against registers by address; a missing one refuses the read. */
function walk(registers: ReadonlyMap<number, number>): { found: SunSpecDiscovery; reads: number } {
  const chain = walkChain()
  let reads = 0
  let step = chain.next()
  while (step.done !== true) {
    const { address, count } = step.value
    const words = Array.from({ length: count }, (_, index) => registers.get(address + index))
    const bytes = Buffer.alloc(2 * count)
    words.forEach((word, index) => bytes.writeUInt16BE(word ?? 0, 2 * index))
    const answer: Answer = words.includes(undefined)
      ? { kind: 'refused', reason: 'no such register' }
      : { kind: 'words', words: bytes }
    reads++
    step = chain.next(answer)
  }
  return { found: step.value, reads }
}

const at = (address: number, words: readonly number[]): [number, number][] =>
  words.map((word, index) => [address + index, word])
const mark = [0x5375, 0x6e53]

describe('the chain of models', () => {
  it('lists what it does not know, with id and length', () => {
    const { found } = walk(new Map([...at(50_000, [...mark, 64_001, 7]), ...at(50_011, [0xffff, 0])]))
    expect(found).toMatchObject({ baseAddress: 50_000, rows: [], trouble: null })
    expect(found.models).toEqual([{ id: 64_001, name: null, address: 50_002, length: 7 }])
  })

  it('that stops without an end mark keeps what was found, and says where it stopped', () => {
    const { found } = walk(new Map(at(0, [...mark, 700, 2, 0, 0])))
    expect(found.models).toHaveLength(1)
    expect(found.trouble).toBe('the chain has no end: header at 6: no such register')
  })

  it('that leaves the address space or never ends is left', () => {
    expect(walk(new Map(at(50_000, [...mark, 700, 20_000]))).found.trouble).toBe(
      'the chain leaves the address space',
    )
    const zeros = new Map([
      ...at(40_000, mark),
      ...at(
        40_002,
        Array.from({ length: 2_000 }, () => 0),
      ),
    ])
    const { found, reads } = walk(zeros)
    expect(found.trouble).toBe('more than 200 models')
    expect(reads).toBeLessThan(210)
  })

  it('is not taken from a device without the mark', () => {
    const { found } = walk(new Map(at(40_000, [1, 2])))
    expect(found).toMatchObject({ baseAddress: null, models: [] })
    expect(found.trouble).toContain('40000: other values; 50000: no such register; 0: no such register')
  })

  it('leaves out points that a shorter model does not have', () => {
    const model = [113, 22, ...Array.from({ length: 22 }, () => 0)]
    const { found } = walk(new Map(at(40_000, [...mark, ...model, 0xffff, 0])))
    expect(found.trouble).toBeNull()
    expect(found.rows.at(-1)).toMatchObject({ label: 'Active_Power_Total', address: '40024' })
  })
})
