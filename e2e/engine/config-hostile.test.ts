import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfiguration, type LoadedConfiguration } from '../../electron/engine/config/load.ts'
import type { Finding } from '../../shared/model/index.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

let count = 0
function load(content: string | Buffer): Promise<LoadedConfiguration> {
  const path = join(folder, `${count++}.ini`)
  writeFileSync(path, content)
  return loadConfiguration({ path, env: {}, overrides: {}, profileDirs: ['config/meters'] })
}

/** A sound device in lines 1 to 4. */
const device = '[A]\nprotocol = TCP\nhost = 10.0.0.1\nregisters = 0, 1\n'
const serial = '[A]\nprotocol = RTU\nport = /dev/ttyUSB0\nregisters = 0, 1\n'
const defaults = (line: string): string => `[DEFAULT]\n${line}\n${device}`
const repeated = (times: number, text: (index: number) => string): string =>
  Array.from({ length: times }, (_, index) => text(index)).join('')

type Place = readonly [
  severity: Finding['severity'],
  section: string | null,
  key: string | null,
  line: number | null,
]
type Case = readonly [what: string, content: string | Buffer, place: Place, message: RegExp]

const broken: readonly Case[] = [
  // Bytes
  ['UTF-16 with its mark', Buffer.from(`\uFEFF${device}`, 'utf16le'), ['error', null, null, null], /UTF-16/],
  ['UTF-16 without a mark', Buffer.from(device, 'utf16le'), ['error', null, null, 1], /control characters/],
  ['Latin-1', Buffer.from(`${device}name = Medici\xF3n\n`, 'latin1'), ['error', null, null, 5], /not UTF-8/],
  [
    'a cut UTF-8 character',
    Buffer.concat([Buffer.from(device), Buffer.from([0xe2, 0x82])]),
    ['error', null, null, 5],
    /not UTF-8/,
  ],
  ['a NUL in a value', `${device}name = a\0b\n`, ['error', 'A', null, 5], /control characters/],
  ['an escape sequence', `${device}name = \x1b[31mred\n`, ['error', 'A', null, 5], /control characters/],
  [
    'a program',
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 10, 0]),
    ['error', null, null, 1],
    /control characters/,
  ],
  ['JSON', '{ "devices": [] }', ['error', null, null, 1], /before any section/],
  ['XML', '<config>\n<device/>\n</config>', ['error', null, null, 1], /before any section/],
  // Lines
  ['a key before the sections', `timeout = 3\n${device}`, ['error', null, null, 1], /before any section/],
  ['words', `${device}just words\n`, ['error', 'A', null, 5], /neither a section, a key nor a comment/],
  ['a separator alone', `${device}=\n`, ['error', 'A', null, 5], /no key before/],
  ['a header that is not closed', `${device}[B\n`, ['error', 'A', null, 5], /not a section header/],
  ['an empty header', `${device}[]\n`, ['error', 'A', null, 5], /not a section header/],
  [
    'text after a header',
    '[A] meter\nprotocol = TCP\nhost = h\nregisters = 0',
    ['warning', 'A', null, 1],
    /after its section header/,
  ],
  ['a key twice', `${device}Host = b\n`, ['error', 'A', 'host', 5], /first in line 3/],
  ['a section twice', `${device}[A]\n`, ['error', 'A', null, 5], /first in line 1/],
  [
    'a section __proto__ twice',
    '[__proto__]\nprotocol = TCP\nhost = h\nregisters = 0\n[__proto__]',
    ['error', '__proto__', null, 5],
    /twice/,
  ],
  ['an indented key', `${device}  timeout = 3\n`, ['warning', 'A', 'registers', 5], /continues the value/],
  ['an indented section', `${device}  [B]\n`, ['warning', 'A', 'registers', 5], /continues the value/],
  ['an open quote', `${device}name = "Meter\n`, ['warning', 'A', 'name', 5], /not closed/],
  [
    'an open quote before a comment sign',
    `${device}name = "Room #1\n`,
    ['warning', 'A', 'name', 5],
    /not closed/,
  ],
  // Keys
  ['an unknown key', `${device}hots = x\n`, ['warning', 'A', 'hots', 5], /host/],
  ['a key of JavaScript', `${device}__proto__ = x\n`, ['warning', 'A', '__proto__', 5], /not a key/],
  ['a key named constructor', `${device}constructor = x\n`, ['warning', 'A', 'constructor', 5], /not a key/],
  ['a global key in a device', `${device}api_url = http://x\n`, ['warning', 'A', 'api_url', 5], /DEFAULT/],
  ['a [default] in small letters', '[default]\ntimeout = 3', ['error', 'default', 'protocol', 1], /capitals/],
  ['no protocol', '[A]\nhost = h\nregisters = 0', ['error', 'A', 'protocol', 1], /missing/],
  ['no host', '[A]\nprotocol = TCP\nregisters = 0', ['error', 'A', 'host', 1], /missing/],
  ['no serial port', '[A]\nprotocol = RTU\nregisters = 0', ['error', 'A', 'port', 1], /missing/],
  ['no registers', '[A]\nprotocol = TCP\nhost = h', ['error', 'A', 'registers', 1], /missing/],
  [
    'an unknown profile',
    '[A]\nprotocol = TCP\nhost = h\nprofile = eastron-sdm63',
    ['error', 'A', 'profile', 4],
    /eastron-sdm630/,
  ],
  [
    'a profile that climbs',
    '[A]\nprotocol = TCP\nhost = h\nprofile = ../../package',
    ['error', 'A', 'profile', 4],
    /no such profile/,
  ],
  // Numbers
  ['a negative port', `${device}port = -502\n`, ['error', 'A', 'port', 5], /-502.*65535/],
  ['port 0', `${device}port = 0\n`, ['error', 'A', 'port', 5], /not between/],
  ['port 65536', `${device}port = 65536\n`, ['error', 'A', 'port', 5], /not between/],
  ['a port of 400 digits', `${device}port = ${'9'.repeat(400)}\n`, ['error', 'A', 'port', 5], /not a/],
  ['a fractional port', `${device}port = 502.5\n`, ['error', 'A', 'port', 5], /whole number/],
  [
    'a serial port as a number',
    serial.replace('/dev/ttyUSB0', '502'),
    ['error', 'A', 'port', 3],
    /path of a serial port/,
  ],
  ['a negative unit', `${device}slave_id = -1\n`, ['error', 'A', 'slave_id', 5], /255/],
  ['unit 256', `${device}slave_id = 256\n`, ['error', 'A', 'slave_id', 5], /255/],
  ['unit 0 on a serial line', `${serial}slave_id = 0\n`, ['error', 'A', 'slave_id', 5], /broadcast/],
  ['a unit twice', `${device}slave_id = 1, 1\n`, ['error', 'A', 'slave_id', 5], /twice/],
  ['a range of units', `${device}slave_id = 1-10\n`, ['error', 'A', 'slave_id', 5], /not a number/],
  ['an unheard-of rate', `${serial}baudrate = 9601\n`, ['error', 'A', 'baudrate', 5], /9600/],
  ['parity X', `${serial}parity = X\n`, ['error', 'A', 'parity', 5], /N, E, O/],
  ['3 stop bits', `${serial}stopbits = 3\n`, ['error', 'A', 'stopbits', 5], /1, 2/],
  ['7 data bits', `${serial}databits = 7\n`, ['error', 'A', 'databits', 5], /8/],
  ['a timeout of 0', `${device}timeout = 0\n`, ['error', 'A', 'timeout', 5], /shorter than 10 ms/],
  ['a negative timeout', `${device}timeout = -3\n`, ['error', 'A', 'timeout', 5], /not a duration/],
  ['a timeout of 1e9', `${device}timeout = 1e9\n`, ['error', 'A', 'timeout', 5], /not a duration/],
  ['an interval without end', `${device}interval = 99999d\n`, ['error', 'A', 'interval', 5], /longer than/],
  ['a decimal comma', defaults('api_timeout = 2,5'), ['error', 'DEFAULT', 'api_timeout', 2], /2\.5/],
  [
    'NaN as a factor',
    `${device}scaling_factors = NaN\n`,
    ['error', 'A', 'scaling_factors', 5],
    /not a decimal/,
  ],
  [
    'an infinite factor',
    `${device}scaling_factors = Infinity\n`,
    ['error', 'A', 'scaling_factors', 5],
    /not a decimal/,
  ],
  [
    '1e999 as a factor',
    `${device}scaling_factors = 1e999\n`,
    ['error', 'A', 'scaling_factors', 5],
    /too large/,
  ],
  [
    'a factor of a million digits',
    `${device}scaling_factors = ${'9'.repeat(1_000_000)}\n`,
    ['error', 'A', 'scaling_factors', 5],
    /too large or too long/,
  ],
  ['a negative retry count', defaults('max_retries = -1'), ['error', 'DEFAULT', 'max_retries', 2], /0/],
  ['a log of no size', defaults('log_max_size = 0'), ['error', 'DEFAULT', 'log_max_size', 2], /smaller/],
  [
    'a store larger than a disk',
    defaults('store_max_size = 999999TB'),
    ['error', 'DEFAULT', 'store_max_size', 2],
    /larger/,
  ],
  // Lists
  ['an empty item', device.replace('0, 1', '0,,1'), ['error', 'A', 'registers', 4], /item 2 of 3 is empty/],
  [
    'a comma at the end',
    device.replace('0, 1', '0, 1,'),
    ['error', 'A', 'registers', 4],
    /item 3 of 3 is empty/,
  ],
  [
    'an address of words on its own line',
    device.replace('0, 1', '0,\n  one'),
    ['error', 'A', 'registers', 5],
    /item 2 is not an address|item 2 of 2 is not an address/,
  ],
  ['a negative address', device.replace('0, 1', '-1, 1'), ['error', 'A', 'registers', 4], /not an address/],
  [
    'an address beyond the end',
    device.replace('0, 1', '0x10000, 1'),
    ['error', 'A', 'registers', 4],
    /beyond the last address/,
  ],
  [
    'a value beyond the end',
    `${device.replace('0, 1', '65535')}data_types = FLOAT32\naddressing = zero\n`,
    ['error', 'A', 'registers', 4],
    /65535/,
  ],
  [
    'three labels for two registers',
    `${device}labels = a, b, c\n`,
    ['error', 'A', 'labels', 5],
    /3 items for 2 registers/,
  ],
  ['a label twice', `${device}labels = a, a\n`, ['error', 'A', 'labels', 5], /names two registers/],
  ['an unknown type', `${device}data_types = FLOAT\n`, ['error', 'A', 'data_types', 5], /not a data type/],
  ['bit 16', `${device}data_types = BIT:16\n`, ['error', 'A', 'data_types', 5], /0 to 15/],
  ['a text of no length', `${device}data_types = STRING:0\n`, ['error', 'A', 'data_types', 5], /1 to 125/],
  [
    'FLOAT32 on coils',
    `${device}register_types = COIL\ndata_types = FLOAT32\n`,
    ['error', 'A', 'data_types', 6],
    /only BOOL/,
  ],
  [
    'a range upside down',
    `${device}min_values = 5\nmax_values = 1\n`,
    ['error', 'A', 'min_values', 5],
    /above the maximum/,
  ],
  [
    'a pattern too wide',
    `${device}invalid_values = 0x10000\n`,
    ['error', 'A', 'invalid_values', 5],
    /does not fit/,
  ],
  ['overlapping values', `${device}data_types = FLOAT32\n`, ['warning', 'A', 'registers', 4], /overlap/],
  [
    "another table's number",
    device.replace('0, 1', '30001'),
    ['warning', 'A', 'registers', 4],
    /FC3 30001 .*FC4 0/,
  ],
  // Texts
  ['a host with a path', device.replace('10.0.0.1', 'http://10.0.0.1/x'), ['error', 'A', 'host', 3], /URL/],
  ['a host with spaces', device.replace('10.0.0.1', 'my meter'), ['error', 'A', 'host', 3], /host/],
  [
    'a host that closes its quotes',
    device.replace('10.0.0.1', '10.0.0.1; rm -rf'),
    ['error', 'A', 'host', 3],
    /host/,
  ],
  [
    'an API without a scheme',
    defaults('api_url = ems.example.com'),
    ['error', 'DEFAULT', 'api_url', 2],
    /https:\/\/ems.example.com/,
  ],
  ['an API in a file', defaults('api_url = file:///etc/passwd'), ['error', 'DEFAULT', 'api_url', 2], /http/],
  [
    'a token with a line break',
    defaults('api_token = a\n  b'),
    ['error', 'DEFAULT', 'api_token', 2],
    /header/,
  ],
  ['a wrong log level', defaults('log_level = LOUD'), ['error', 'DEFAULT', 'log_level', 2], /DEBUG/],
  [
    'two devices on one unit',
    device + device.replace('[A]', '[B]'),
    ['warning', 'B', 'slave_id', 5],
    /same unit/,
  ],
  [
    'two rates on one line',
    `${serial}${serial.replace('[A]', '[B]')}slave_id = 2\nbaudrate = 19200\n`,
    ['error', 'B', 'baudrate', 10],
    /same port/,
  ],
  [
    'a log directory that is a file',
    defaults('log_file = package.json/x.log'),
    ['warning', 'DEFAULT', 'log_file', 2],
    /nothing can be logged/,
  ],
  [
    'a missing certificate',
    `[DEFAULT]\napi_ca_file = /no/ca.pem\napi_url = https://x\n${device}`,
    ['warning', 'DEFAULT', 'api_ca_file', 2],
    /cannot be read/,
  ],
  ['an empty file', '', ['error', null, null, null], /is empty/],
  ['a file of comments', '# nothing yet\n', ['warning', null, null, null], /no device/],
]

describe('a broken file is told with section, key and line', () => {
  it.each(broken)('%s', async (_what, content, [severity, section, key, line], message) => {
    const { findings, config } = await load(content)
    const found = findings.filter((finding) => message.test(finding.message))
    expect(found, findings.map((finding) => finding.message).join('\n')).toContainEqual(
      expect.objectContaining({ severity, section, key, line }),
    )
    expect(config === null).toBe(findings.some((finding) => finding.severity === 'error'))
    for (const finding of findings) {
      expect(finding.message.length).toBeLessThan(600)
      // oxlint-disable-next-line no-control-regex
      expect(finding.message).not.toMatch(/[\0-\x1f\x7f]/)
    }
  })

  it('counts more than sixty of them', () => {
    expect(broken.length).toBeGreaterThan(60)
  })
})

const large: readonly (readonly [what: string, text: string])[] = [
  ['a line of 3 MB', `[A]\nname = ${'x'.repeat(3e6)}`],
  ['a header of 3 MB', `[${'x'.repeat(3e6)}]`],
  ['a key of 3 MB', `[A]\n${'x'.repeat(3e6)} = 1`],
  ['3 MB of white space', `[A]\nname = a${' '.repeat(3e6)}b`],
  ['3 MB of quotes', `[A]\nlabels = ${'"'.repeat(3e6)}x`],
  ['3 MB of quotes and commas', `[A]\nlabels = ${',"x'.repeat(1e6)}`],
  ['a million registers', `${device.replace('0, 1', '1,'.repeat(1e6))}`],
  ['a host of a million dots', device.replace('10.0.0.1', 'a.'.repeat(1e6))],
  ['a URL of a million slashes', defaults(`api_url = http://a${'/'.repeat(1e6)}x`)],
  ['100,000 sections', repeated(100_000, (index) => `[S${index}]\n`)],
  ['100,000 unknown keys', `[A]\n${repeated(100_000, (index) => `key${index} = 1\n`)}`],
  [
    '10,000 sections that inherit half a million registers',
    `[DEFAULT]\nprotocol = TCP\nhost = x\nregisters = ${'1,'.repeat(5e5)}1\n${repeated(10_000, (index) => `[S${index}]\n`)}`,
  ],
  ['10,000 devices on one unit', repeated(10_000, (index) => device.replace('[A]', `[D${index}]`))],
  ['300,000 continuation lines', `[A]\nname = 1\n${'  x = 1\n'.repeat(300_000)}`],
  ['a million lines', `[A]\n${'# comment\n'.repeat(1_000_000)}`],
]

describe('size does not hurt', () => {
  // Nothing here may take time that grows with the square of its size: that would be minutes, and the test's own limit ends it.
  it.each(large)('%s', { timeout: 60_000 }, async (_what, text) => {
    const { findings, effective } = await load(text)
    expect(findings.length).toBeGreaterThan(0)
    expect(findings.length).toBeLessThan(1100)
    for (const { message } of findings) expect(message.length).toBeLessThan(600)
    expect(JSON.stringify(effective[0]).length).toBeGreaterThan(0)
  })

  it('ten thousand sound devices are ten thousand devices', { timeout: 60_000 }, async () => {
    const { config, findings } = await load(
      repeated(
        10_000,
        (index) =>
          `[D${index}]\nprotocol = TCP\nhost = 10.0.${index >> 8}.${index & 255}\nregisters = 0, 2\n`,
      ),
    )
    expect(findings).toEqual([])
    expect(config?.devices).toHaveLength(10_000)
  })
})
