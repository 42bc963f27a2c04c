import { describe, expect, it } from 'vitest'
import { deviceId, type LinkConfig } from '../../shared/model/index.ts'
import { aDevice, aRegister } from '../../e2e/support/device.ts'
import { reportDevice, reportLinks } from './plan-report.ts'

const line: LinkConfig = {
  kind: 'rtu',
  path: '/dev/ttyUSB0',
  baudRate: 9600,
  parity: 'N',
  stopBits: 1,
  dataBits: 8,
}

describe('the report of a plan', () => {
  it('names the values of each request and counts what is read for nothing', () => {
    const registers = [aRegister(0), aRegister(1), aRegister(1, { label: 'twice' }), aRegister(5)]
    const { requests } = reportDevice(aDevice(line, { registers }))
    expect(requests).toHaveLength(1)
    expect(requests[0]).toMatchObject({ wasted: 3, labels: ['R0', 'R1', 'twice', 'R5'] })
    expect(requests[0]?.request.count).toBe(6)
  })

  it('adds up the devices of a line, enabled ones only', () => {
    const one = aDevice(line, { id: deviceId('A'), intervalMs: 1_000 })
    const slow = aDevice(line, { id: deviceId('B'), intervalMs: 10_000 })
    const off = aDevice(line, { id: deviceId('C'), enabled: false })
    const reports = [one, slow, off].map(reportDevice)
    const [link, ...more] = reportLinks(reports)
    expect(more).toEqual([])
    expect(link?.devices.map(({ id }) => id)).toEqual(['A', 'B'])
    const wireMs = reports[0]?.wireMs ?? 0
    expect(link?.utilisation).toBeCloseTo(wireMs / 1_000 + wireMs / 10_000)
  })
})
