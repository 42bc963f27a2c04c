import { describe, expect, it } from 'vitest'
import { emptyForm, formOfTarget, readTarget } from './target.ts'

describe('typed settings', () => {
  it('of a meter behind TCP are read', () => {
    expect(readTarget({ ...emptyForm, host: ' meter.local ', unitId: '3', timeout: '0,5' })).toEqual({
      target: {
        endpoint: { kind: 'tcp', host: 'meter.local', port: 502 },
        timeoutMs: 500,
        requestDelayMs: 0,
        unitId: 3,
      },
      wrong: new Set(),
    })
  })

  it('of a serial line leave out what TCP needs', () => {
    const { target } = readTarget({
      ...emptyForm,
      protocol: 'RTU',
      port: '',
      serialPort: '/dev/ttyUSB0',
      parity: 'E',
    })
    expect(target?.endpoint).toEqual({
      kind: 'rtu',
      path: '/dev/ttyUSB0',
      baudRate: 9_600,
      parity: 'E',
      stopBits: 1,
      dataBits: 8,
    })
  })

  it.each([
    ['host', { host: '' }],
    ['host', { host: 'two words' }],
    ['port', { port: '70000' }],
    ['unitId', { unitId: '256' }],
    ['unitId', { unitId: '1.5' }],
    ['timeout', { timeout: '' }],
    ['timeout', { timeout: '0.001' }],
    ['baudRate', { protocol: 'RTU', serialPort: '/dev/ttyS0', baudRate: '100' }],
  ] as const)('with a wrong %s are no target', (field, part) => {
    const { target, wrong } = readTarget({ ...emptyForm, host: '10.0.0.7', ...part })
    expect(target).toBeNull()
    expect([...wrong]).toEqual([field])
  })
})

describe('settings that are known', () => {
  const common = { timeoutMs: 90_000, requestDelayMs: 20, unitId: 12 }

  it.each([
    { kind: 'tcp', host: '::1', port: 1502 },
    { kind: 'rtu-over-tcp', host: 'converter', port: 4001 },
    { kind: 'rtu', path: 'COM3', baudRate: 19_200, parity: 'E', stopBits: 2, dataBits: 7 },
  ] as const)('are read again as what they were: $kind', (endpoint) => {
    const target = { endpoint, ...common }
    expect(readTarget(formOfTarget(target)).target).toEqual(target)
  })
})
