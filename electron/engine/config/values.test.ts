import { describe, expect, it } from 'vitest'
import { nearestName } from './nearest.ts'
import {
  baudRate,
  boolean,
  bound,
  dataType,
  duration,
  integer,
  type Parser,
  rawPattern,
  size,
  table,
  webUrl,
} from './values.ts'

const hour = 3_600_000
const seconds = duration('s', 10, 24 * hour)

/** The value, or the reason with the suggestion. */
function read<T>(parser: Parser<T>, written: string): T | string {
  const result = parser(written)
  if (result.ok) return result.value
  return result.suggestion === null ? result.why : `${result.why}; ${result.suggestion}`
}

describe('values', () => {
  it.each<[string, Parser<unknown>, string, unknown]>([
    ['seconds', seconds, '30', 30_000],
    ['seconds', seconds, '30s', 30_000],
    ['seconds', seconds, '0.3', 300],
    ['seconds', seconds, '500ms', 500],
    ['seconds', seconds, '5 m', 300_000],
    ['seconds', seconds, '2h', 2 * hour],
    ['seconds', seconds, '1d', 24 * hour],
    ['seconds', seconds, '2,5', 'is not a duration; write the decimal with a point: 2.5'],
    ['seconds', seconds, '5ms', 'is shorter than 10 ms'],
    ['seconds', seconds, '2d', 'is longer than 1 d'],
    ['seconds', seconds, '5 weeks', 'is not a duration'],
    ['milliseconds', duration('ms', 0, 1000), '50', 50],
    ['a size', size(0, 2 ** 40), '10MB', 10 * 1024 * 1024],
    ['a size', size(0, 2 ** 40), '512kb', 512 * 1024],
    ['a size', size(0, 2 ** 40), '4096', 4096],
    ['a size', size(0, 2 ** 40), '1.5 GiB', 1.5 * 1024 ** 3],
    ['a size', size(0, 2 ** 40), '10 miles', 'is not a size'],
    ['a number', integer(1, 65_535), '0502', 502],
    ['a number', integer(1, 65_535), '5.5', 'is not a whole number'],
    ['a number', integer(1, 65_535), '0x10', 'is not a number'],
    ['a switch', boolean, 'Yes', true],
    ['a switch', boolean, 'off', false],
    ['a table', table, 'holding_register', 'HOLDING'],
    ['a table', table, 'Discrete', 'DISCRETE_INPUT'],
    ['a rate', baudRate, '9601', 'not a rate this port offers; nearest 9600'],
    ['a rate', baudRate, '115200', 115_200],
    ['a type', dataType, 'float32', { kind: 'FLOAT32' }],
    ['a type', dataType, 'BIT:15', { kind: 'BIT', bit: 15 }],
    ['a type', dataType, 'STRING', { kind: 'STRING', registerCount: 8 }],
    ['a type', dataType, 'STRING:126', 'needs a length of 1 to 125 registers; STRING:8'],
    ['a bound', bound, '-0.5', -0.5],
    ['a bound', bound, '', 'is not a decimal number'],
    ['a pattern', rawPattern, '0xFFFFFFFFFFFFFFFF', 2n ** 64n - 1n],
    ['a pattern', rawPattern, '-1', -1n],
    ['a pattern', rawPattern, '99999999999999999999', 'has more than 64 bits'],
    ['a URL', webUrl, 'https://ems.example.com//', 'https://ems.example.com'],
    ['a URL', webUrl, 'ftp://ems.example.com', 'does not begin with http:// or https://'],
  ])('%s: %j reads %j', (_what, parser, written, expected) => {
    expect(read(parser, written)).toEqual(expected)
  })
})

describe('the nearest name', () => {
  const names = ['host', 'port', 'timeout', 'registers', 'register_types']
  it.each([
    ['tiemout', 'timeout'],
    ['hots', 'host'],
    ['register', 'registers'],
    ['register_type', 'register_types'],
    ['colour', null],
    ['', null],
    ['x'.repeat(1e6), null],
  ])('to %.20s is %s', (written, expected) => {
    expect(nearestName(written, names)).toBe(expected)
  })
})
