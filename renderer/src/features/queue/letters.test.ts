import { describe, expect, it } from 'vitest'
import type { DeadLetterRow } from '../../../../shared/contract/queue.ts'
import { jsonLines, pretty, stillThere } from './letters.ts'

const letter = (seq: number, json = `{"device_id":"A","n":${seq}}`): DeadLetterRow => ({
  seq,
  reason: 'no "unit"\nin line 2',
  buriedAtMs: 1_700_000_000_000,
  deviceId: 'A',
  slotMs: 1_700_000_000_000,
  json,
})

describe('a dead letter', () => {
  it('is shown with its numbers as they were sent, not rounded', () => {
    expect(pretty('{"a":[1.50,18446744073709551615],"b":"1"}')).toBe(
      '{\n  "a": [\n    1.50,\n    18446744073709551615\n  ],\n  "b": "1"\n}',
    )
  })

  it('that is no JSON is shown as it is', () => {
    expect(pretty('<b>')).toBe('<b>')
  })

  it('is exported as one line of JSON with its reason', () => {
    const lines = jsonLines([letter(1), letter(2)]).split('\n')
    expect(lines).toHaveLength(3)
    expect(lines.slice(0, 2).map((line) => JSON.parse(line))).toEqual([
      {
        seq: 1,
        reason: 'no "unit"\nin line 2',
        buried_at: '2023-11-14T22:13:20.000Z',
        reading: { device_id: 'A', n: 1 },
      },
      expect.objectContaining({ seq: 2 }),
    ])
  })

  it('that is gone is no longer chosen', () => {
    expect(stillThere(new Set([1, 2, 3]), [letter(2), letter(4)])).toEqual(new Set([2]))
  })
})
