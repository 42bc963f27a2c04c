import type { Endpoint } from './tester.ts'

/** What a section of config.ini says to reach an endpoint, in the order of the reference; free of libraries. */
export function endpointKeys(endpoint: Endpoint): readonly (readonly [key: string, value: string])[] {
  if (endpoint.kind !== 'rtu') {
    const { kind, host, port } = endpoint
    return [
      ['protocol', kind === 'tcp' ? 'TCP' : 'RTU_OVER_TCP'],
      ['host', host],
      ['port', String(port)],
    ]
  }
  const { path, baudRate, parity, stopBits, dataBits } = endpoint
  return [
    ['protocol', 'RTU'],
    ['port', path],
    ['baudrate', String(baudRate)],
    ['parity', parity],
    ['stopbits', String(stopBits)],
    ['databits', String(dataBits)],
  ]
}
