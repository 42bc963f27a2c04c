import { describe, expect, it } from 'vitest'
import { parseIni } from './ini-document.ts'
import { resolveConfig } from './resolve.ts'

interface Given {
  readonly env?: Readonly<Record<string, string>>
  readonly overrides?: Readonly<Record<string, string>>
  readonly profile?: Readonly<Record<string, string>>
}

function resolve(text: string, { env = {}, overrides = {}, profile = {} }: Given = {}) {
  const meter = { defaults: new Map(Object.entries(profile)) }
  return resolveConfig({
    document: parseIni(text),
    env,
    overrides: new Map(Object.entries(overrides)),
    profiles: new Map([['meter', meter]]),
  })
}

const tcp = '[A]\nprotocol = TCP\nhost = meter\nregisters = 0\n'
const messages = (text: string, given?: Given): readonly string[] =>
  resolve(text, given).findings.map(({ severity, line, message }) => `${severity} ${line} ${message}`)

describe('precedence', () => {
  const file = `[DEFAULT]\nmax_retries = 7\n${tcp}`

  it('the command line stands above the environment, that above the file, the file above the default', () => {
    const env = { MAX_RETRIES: '8' }
    expect(resolve(tcp).config?.maxRetries).toBe(3)
    expect(resolve(file).config?.maxRetries).toBe(7)
    expect(resolve(file, { env }).config?.maxRetries).toBe(8)
    expect(resolve(file, { env, overrides: { max_retries: '9' } }).config?.maxRetries).toBe(9)
  })

  it('a section stands above SERIAL_*, that above [DEFAULT], that above the profile', () => {
    const rtu = (own: string, defaults = ''): string =>
      `[DEFAULT]\n${defaults}\n[A]\nprotocol = RTU\nport = /dev/ttyS0\nregisters = 0\nprofile = meter\n${own}\n`
    const profile = { baudrate: '19200' }
    const env = { SERIAL_BAUDRATE: '4800' }
    const rateOf = (text: string, given: Given) => resolve(text, given).config?.devices[0]?.link
    expect(rateOf(rtu(''), { profile })).toMatchObject({ baudRate: 19_200 })
    expect(rateOf(rtu('', 'baudrate = 1200'), { profile })).toMatchObject({ baudRate: 1200 })
    expect(rateOf(rtu('', 'baudrate = 1200'), { profile, env })).toMatchObject({ baudRate: 4800 })
    expect(rateOf(rtu('baudrate = 2400', 'baudrate = 1200'), { profile, env })).toMatchObject({
      baudRate: 2400,
    })
  })

  it('SERIAL_TIMEOUT does not reach a TCP device', () => {
    expect(resolve(tcp, { env: { SERIAL_TIMEOUT: '9' } }).config?.devices[0]?.timeoutMs).toBe(3000)
  })

  it('every effective value names its source, and a secret is masked', () => {
    const { effective } = resolve(`[DEFAULT]\napi_token = hunter2\n${tcp}`, { env: { LOG_LEVEL: 'ERROR' } })
    expect(effective).toContainEqual({
      section: null,
      key: 'api_token',
      value: '****',
      source: 'file',
      line: 2,
    })
    expect(effective).toContainEqual({
      section: null,
      key: 'log_level',
      value: 'ERROR',
      source: 'environment',
      line: null,
    })
    expect(effective).toContainEqual({
      section: 'A',
      key: 'port',
      value: '502',
      source: 'default',
      line: null,
    })
    expect(JSON.stringify(effective)).not.toContain('hunter2')
  })

  it('a wrong value of the environment is found under the name of its variable', () => {
    expect(messages(tcp, { env: { EMS_API_TIMEOUT: 'soon' } })[0]).toMatch(
      /^error null EMS_API_TIMEOUT \(environment\) = soon: is not a duration/,
    )
  })

  it('an environment variable that is set to nothing is not set', () => {
    expect(resolve(file, { env: { MAX_RETRIES: ' ' } }).config?.maxRetries).toBe(7)
  })

  it('what [DEFAULT] says of register maps does not change the map of a profile', () => {
    const profile = { registers: '5', addressing: 'zero', data_types: 'INT32', byte_order: 'CDAB' }
    const defaults = '[DEFAULT]\naddressing = one\ndata_types = INT16\nbyte_order = DCBA\n'
    const { config } = resolve(`${defaults}[A]\nprotocol = TCP\nhost = m\nprofile = meter\n`, { profile })
    expect(config?.devices[0]?.registers).toMatchObject([
      { address: 5, dataType: { kind: 'INT32' }, byteOrder: 'CDAB' },
    ])
  })

  it("a section's own registers leave the profile's parallel lists out", () => {
    const profile = { registers: '5, 6', labels: 'X, Y', byte_order: 'CDAB', addressing: 'zero' }
    const own = resolve(`${tcp}profile = meter\n`, { profile }).config?.devices[0]?.registers
    expect(own).toMatchObject([{ label: 'R0', byteOrder: 'CDAB' }])
    const map = resolve('[A]\nprotocol = TCP\nhost = meter\nprofile = meter\nlabels = P, Q\n', { profile })
    expect(map.config?.devices[0]?.registers).toMatchObject([
      { label: 'P', address: 5 },
      { label: 'Q', address: 6 },
    ])
  })
})

describe('switches', () => {
  it('DEBUG=1 and MODBUS_DEBUG=1 stand above log_level; DEBUG=0 is off', () => {
    expect(resolve(tcp, { env: { DEBUG: '1', MODBUS_DEBUG: '1' } }).config?.log).toMatchObject({
      level: 'DEBUG',
      frames: true,
    })
    expect(resolve(tcp, { env: { DEBUG: '0' } }).config?.log).toMatchObject({ level: 'INFO', frames: false })
  })

  it('TEST_DEVICE leaves one device enabled and makes the faults of others warnings', () => {
    const text = `${tcp}[B]\nprotocol = TCP\nhost = other\nregisters = 1\n[C]\nprotocol = pigeon\nregisters = 1\n`
    const { config, findings } = resolve(text, { env: { TEST_DEVICE: 'B' } })
    expect(config?.devices.map(({ id, enabled }) => `${id} ${enabled}`)).toEqual(['A false', 'B true'])
    expect(findings.map(({ severity, section }) => `${severity} ${section}`)).toEqual(['warning C'])
    expect(resolve(text, { env: { TEST_DEVICE: 'Z' } }).config).toBeNull()
  })
})

describe('devices', () => {
  it('a list of units makes one device of each', () => {
    const devices = resolve(`${tcp}slave_id = 11, 12\nname = Hall\n`).config?.devices
    expect(devices?.map(({ id, name, unitId }) => [id, name, unitId])).toEqual([
      ['A/11', 'Hall/11', 11],
      ['A/12', 'Hall/12', 12],
    ])
  })

  it('a broken device that is not enabled does not keep the others from running', () => {
    const { config, findings } = resolve(`${tcp}[B]\nenabled = no\nprotocol = RTU\nbaudrate = 9601\n`)
    expect(config?.devices.map(({ id }) => id)).toEqual(['A'])
    expect(findings.length).toBeGreaterThan(0)
    expect(findings.every(({ severity }) => severity === 'warning')).toBe(true)
  })

  it('section names that JavaScript gives a meaning are ordinary names', () => {
    const names = ['__proto__', 'constructor', 'PM5000.A']
    const text = names
      .map((name, index) => tcp.replace('[A]', `[${name}]`).replace('meter', `m${index}`))
      .join('')
    expect(resolve(text).config?.devices.map(({ id }) => id)).toEqual(names)
  })

  it('types, ranges, patterns and scales reach the registers', () => {
    const text = `[A]
protocol = TCP
host = meter
registers = 40001, 0x10,
    30001
register_types = HOLDING, HOLDING, INPUT
data_types = INT16, FLOAT32, BIT:3
labels = One, "Two, too", Three
scaling_factors = 0.1
min_values = -5, , 0
invalid_values = -1, 0xFFFFFFFF,
units = %, kW, ""
`
    expect(resolve(text).findings).toEqual([])
    expect(resolve(text).config?.devices[0]?.registers).toMatchObject([
      {
        label: 'One',
        address: 0,
        dataType: { kind: 'INT16' },
        factor: { mantissa: 1n, exponent: -1 },
        min: -5,
        invalidRaw: 0xffffn,
      },
      { label: 'Two, too', address: 16, min: null, invalidRaw: 0xffff_ffffn, unit: 'kW' },
      {
        label: 'Three',
        address: 0,
        table: 'INPUT',
        dataType: { kind: 'BIT', bit: 3 },
        invalidRaw: null,
        unit: '',
      },
    ])
  })
})

describe('findings name section, key and line, what is wrong and what to do', () => {
  const rtu = '[A]\nprotocol = RTU\nport = /dev/ttyS0\nregisters = 0\n'
  const cases: readonly (readonly [what: string, text: string, expected: RegExp])[] = [
    [
      'rate',
      `${rtu}baudrate = 9601`,
      /^error 5 \[A\] baudrate = 9601: not a rate this port offers; nearest 9600/,
    ],
    ['unknown key', `${tcp}timout = 3`, /^warning 5 \[A\] timout: .*did you mean timeout\?/],
    ['global key in a device', `${tcp}collection_interval = 3`, /^warning 5 .*use `interval` here/],
    ['both counts', `${tcp}labels = a, b`, /^error 5 \[A\] labels = 2 items: 2 items for 1 register;/],
    [
      'position of an empty item',
      '[A]\nprotocol = TCP\nhost = m\nregisters = 1,,3',
      /^error 4 .*item 2 of 3 is empty/,
    ],
    [
      'line of an item',
      '[A]\nprotocol = TCP\nhost = m\nregisters = 1\n  x',
      /^error 5 \[A\] registers = x: item 2 is not an address/,
    ],
    [
      'no protocol',
      '[A]\nhost = m\nregisters = 1',
      /^error 1 \[A\] protocol: is missing; allowed: .*; protocol = TCP$/,
    ],
    ['no host', '[A]\nprotocol = TCP\nregisters = 1', /^error 1 \[A\] host: is missing/],
    ['no registers', '[A]\nprotocol = TCP\nhost = m', /^error 1 \[A\] registers: is missing/],
    ['host with port', tcp.replace('meter', 'meter:502'), /^error 3 .*host = meter and port = 502/],
    ['IPv4', tcp.replace('meter', '192.168.1.256'), /^error 3 .*not an IPv4 address/],
    ['negative port', `${tcp}port = -1`, /^error 5 \[A\] port = -1: is not between 1 and 65535/],
    ['serial path on TCP', `${tcp}port = /dev/ttyS0`, /^error 5 .*protocol = RTU/],
    ['serial port as a number', rtu.replace('/dev/ttyS0', '502'), /^error 3 .*needs the path/],
    ['7 data bits', `${rtu}databits = 7`, /^error 5 \[A\] databits = 7: .*bytes/],
    ['broadcast', `${rtu}slave_id = 0`, /^error 5 .*broadcast/],
    ['reserved unit', `${rtu}slave_id = 250`, /^warning 5 .*reserved/],
    ['unit out of range', `${tcp}slave_id = 256`, /^error 5 .*not between 0 and 255/],
    ['min above max', `${tcp}min_values = 2\nmax_values = 1`, /^error 5 .*above the maximum, 1/],
    ['1e999', `${tcp}max_values = 1e999`, /^error 5 .*too large/],
    ['NaN', `${tcp}scaling_factors = NaN`, /^error 5 .*not a decimal number/],
    ['factor 0', `${tcp}scaling_factors = 0`, /^error 5 .*every value 0/],
    ['FLOAT32 on coils', `${tcp}register_types = COIL\ndata_types = FLOAT32`, /^error 6 .*carries only BOOL/],
    [
      'beyond the end',
      '[A]\nprotocol = TCP\nhost = m\nregisters = 65535\naddressing = zero\ndata_types = FLOAT32',
      /^error 4 .*beyond the last address/,
    ],
    [
      'wider than a block',
      `${tcp}data_types = STRING:20\nmax_registers = 10`,
      /^error 5 .*max_registers allows 10/,
    ],
    ['pattern too wide', `${tcp}invalid_values = 0x10000`, /^error 5 .*does not fit UINT16/],
    [
      'overlap',
      '[A]\nprotocol = TCP\nhost = m\nregisters = 0, 1\ndata_types = FLOAT32, UINT16',
      /^warning 4 .*overlap with differing types/,
    ],
    [
      'label twice',
      '[A]\nprotocol = TCP\nhost = m\nregisters = 0, 1\nlabels = V, V',
      /^error 5 .*"V" names two registers, 0 -> FC3 0 \(0x0000\) and 1 -> FC3 1/,
    ],
    [
      'lookalike address',
      tcp.replace('registers = 0', 'registers = 30001'),
      /^warning 4 .*FC3 30001 \(0x7531\), but looks like .*FC4 0 \(0x0000\)/,
    ],
    ['unknown profile', `${tcp}profile = metre`, /^error 5 .*did you mean meter\?/],
    [
      'secret in a URL',
      `[DEFAULT]\napi_url = https://me:pw@api\n${tcp}`,
      /^error 2 \[DEFAULT\] api_url .*user name or password/,
    ],
    [
      'same unit twice',
      tcp + tcp.replace('[A]', '[B]'),
      /^warning 5 \[B\] slave_id = 1: \[A\] reads the same unit/,
    ],
    [
      'one port, two rates',
      `${rtu}${rtu.replace('[A]', '[B]')}slave_id = 2\nbaudrate = 19200`,
      /^error 10 \[B\] baudrate = 19200: \[A\] on the same port/,
    ],
    [
      'two devices with one id',
      `${tcp}slave_id = 1,2\n${tcp.replace('[A]', '[A/1]').replace('meter', 'm2')}`,
      /^error .*two devices have the id A\/1/,
    ],
    ['misspelt [DEFAULT]', '[default]\ntimeout = 3', /^error 1 \[default\] protocol: .*in capitals/],
    ['no device', '', /^warning null the configuration has no device/],
  ]
  it.each(cases)('%s', (_what, text, expected) => {
    expect(messages(text).filter((message) => expected.test(message))).toHaveLength(1)
  })

  it('a fault of [DEFAULT] that every device inherits is told once, with the line of [DEFAULT]', () => {
    const text = `[DEFAULT]\ntimeout = x\n${tcp}${tcp.replace('[A]', '[B]').replace('meter', 'm2')}`
    expect(messages(text)).toEqual([
      expect.stringMatching(/^error 2 \[DEFAULT\] timeout = x: is not a duration/),
    ])
  })

  it('a wrong password is not repeated', () => {
    const withPassword = `[DEFAULT]\napi_url = https://me:hunter@api\n${tcp}`
    const { findings, effective } = resolve(withPassword)
    expect(JSON.stringify([findings, effective])).not.toContain('hunter')
    expect(messages(`[DEFAULT]\napi_token = hunter 2\n${tcp}`).join()).not.toContain('hunter')
  })

  it('a value of megabytes is refused for its length, and shown short', () => {
    for (const filler of [' ', '/', '9', 'a.', '#']) {
      const text = `[DEFAULT]\napi_url = "http://${filler.repeat(2_000_000)}x"\n${tcp}`
      const { findings } = resolve(text)
      expect(findings).toMatchObject([{ section: 'DEFAULT', key: 'api_url', line: 2 }])
      expect(findings[0]?.message).toMatch(/: has \d+ characters; allowed/)
      expect(findings[0]?.message.length).toBeLessThan(300)
    }
  })
})

describe('scale registers', () => {
  const sunspec = `${tcp.replace('registers = 0', 'registers = 0, 1, 2')}labels = V, A, V_SF\n`
  const types = 'data_types = UINT16, UINT16, INT16\n'

  it('are named by label; an empty item means none', () => {
    const { config } = resolve(`${sunspec}${types}scale_registers = V_SF, ,\n`)
    expect(config?.devices[0]?.registers.map(({ scaleFrom }) => scaleFrom)).toEqual(['V_SF', null, null])
  })

  it.each([
    [
      'a label that is not there',
      `${types}scale_registers = V_FS, ,\n`,
      /item 1 \(V\) .*did you mean V_SF\?/,
    ],
    ['the register itself', `${types}scale_registers = , , V_SF\n`, /item 3 \(V_SF\) names itself/],
    ['another type', 'scale_registers = V_SF, ,\n', /of type UINT16.*data type INT16 for V_SF/],
    ['one that is scaled', `${types}scaling_factors = 0.1\nscale_registers = V_SF, ,\n`, /factor 1 for V_SF/],
    ['a text to scale', `data_types = STRING:1, INT16, INT16\nscale_registers = V_SF, ,\n`, /is a STRING/],
  ])('%s is an error', (_what, lists, message) => {
    const { config, findings } = resolve(`${sunspec}${lists}`)
    expect(config).toBeNull()
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ section: 'A', key: 'scale_registers' })
    expect(findings[0]?.message).toMatch(message)
  })
})
