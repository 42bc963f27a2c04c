import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseIni } from './ini-document.ts'
import { resolveConfig } from './resolve.ts'
import { allDeviceKeys, allGlobalKeys } from './schema.ts'

const keyName = fc.constantFrom(
  ...[...allDeviceKeys, ...allGlobalKeys].map(({ name }) => name),
  '__proto__',
  'nonsense',
)
const value = fc.oneof(
  fc.constantFrom(
    'TCP',
    'RTU',
    'RTU_OVER_TCP',
    'h',
    '[::1]',
    '/dev/ttyS0',
    '1',
    '0,1',
    '1,,2',
    '40001',
    '0x10',
    '-1',
    '1e999',
    'NaN',
  ),
  fc.constantFrom(
    '',
    '"',
    '""',
    '"a, b"',
    'FLOAT32',
    'BIT:3',
    'COIL',
    'ABCD',
    '30s',
    '10MB',
    'true',
    '°',
    'constructor',
  ),
  fc.string({ maxLength: 10 }),
)
const line = fc.tuple(keyName, value).map(([key, text]) => `${key} = ${text}`)
const section = fc
  .tuple(
    fc.constantFrom('DEFAULT', 'A', 'A/1', '__proto__', 'constructor'),
    fc.array(line, { maxLength: 12 }),
    fc.boolean(),
  )
  .map(([name, lines, isSound]) =>
    [`[${name}]`, ...(isSound ? ['protocol = TCP', 'host = h', 'registers = 1'] : []), ...lines].join('\n'),
  )
const file = fc.array(section, { maxLength: 4 }).map((sections) => sections.join('\n'))
const environment = fc.dictionary(
  fc.constantFrom('EMS_API_URL', 'SERIAL_BAUDRATE', 'MAX_RETRIES', 'DEBUG', 'TEST_DEVICE', 'LOG_LEVEL'),
  fc.string({ maxLength: 6 }),
)

describe('whatever a file and the environment hold', () => {
  it(
    'there is a configuration or an error that says why not, and a source for every value',
    { timeout: 60_000 },
    () => {
      fc.assert(
        fc.property(file, environment, (text, env) => {
          const resolved = resolveConfig({
            document: parseIni(text),
            env,
            overrides: new Map(),
            profiles: new Map(),
          })
          const errors = resolved.findings.filter(({ severity }) => severity === 'error')
          expect(resolved.config === null).toBe(errors.length > 0)
          const lineCount = text.split(/\r\n|\r|\n/).length
          for (const finding of resolved.findings) {
            expect(finding.message).not.toBe('')
            if (finding.line !== null) expect(finding.line).toBeLessThanOrEqual(lineCount)
          }
          for (const { source, line } of resolved.effective) expect(line !== null).toBe(source === 'file')
          const ids = resolved.config?.devices.map(({ id }) => id) ?? []
          expect(new Set(ids).size).toBe(ids.length)
        }),
        { numRuns: 1500 },
      )
    },
  )
})
