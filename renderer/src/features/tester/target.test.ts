import { describe, expect, it } from 'vitest'
import { emptyForm, endpointText, formOfSection, readTarget } from './target.ts'

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

describe('the settings of a section', () => {
  const section = (keys: Readonly<Record<string, string>>) => (key: string) => keys[key] ?? null

  it('are those of its line', () => {
    const form = formOfSection(
      section({
        protocol: 'rtu',
        port: 'COM3',
        baudrate: '19200',
        parity: 'E',
        stopbits: '1',
        timeout: '500ms',
        request_delay: '20',
      }),
      12,
    )
    expect(form).toMatchObject({
      protocol: 'RTU',
      serialPort: 'COM3',
      baudRate: '19200',
      unitId: '12',
      timeout: '0.5',
      requestDelay: '20',
    })
    const { target } = readTarget(form)
    expect(target === null ? null : endpointText(target.endpoint)).toBe('COM3 19200 8E1')
  })

  it('of TCP have their port as a number', () => {
    const form = formOfSection(section({ protocol: 'TCP', host: '::1', port: '1502', timeout: '3' }), 1)
    const { target } = readTarget(form)
    expect(target === null ? null : endpointText(target.endpoint)).toBe('[::1]:1502')
    expect(target?.timeoutMs).toBe(3_000)
  })
})
