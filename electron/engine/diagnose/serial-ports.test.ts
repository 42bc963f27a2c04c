import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { aDevice } from '../../../e2e/support/device.ts'
import { listPorts } from './serial-ports.ts'

const folder = mkdtempSync(join(tmpdir(), 'ports-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const onPort = (section: string, path: string, enabled = true) =>
  aDevice({ kind: 'rtu', path, baudRate: 9600, parity: 'N', stopBits: 1, dataBits: 8 }, { section, enabled })

describe('serial ports', () => {
  it('are listed with who uses them, also by another name, and those that only the configuration knows', async () => {
    const port = join(folder, 'ttyUSB0')
    const byId = join(folder, 'usb-FTDI')
    writeFileSync(port, '')
    symlinkSync(port, byId)
    const ports = await listPorts(
      [onPort('OLD', byId, false), onPort('METER', byId), onPort('GONE', '/dev/ttyUSB9')],
      async () => [{ path: port, manufacturer: 'FTDI', serialNumber: 'A1' }, { path: '/dev/ttyS0' }],
    )
    expect(ports).toEqual(
      expect.arrayContaining([
        { path: port, manufacturer: 'FTDI', serialNumber: 'A1', usedBy: 'METER' },
        { path: '/dev/ttyS0', manufacturer: null, serialNumber: null, usedBy: null },
        { path: '/dev/ttyUSB9', manufacturer: null, serialNumber: null, usedBy: 'GONE' },
      ]),
    )
  })

  it('of a computer that cannot list them are those of the configuration', async () => {
    const ports = await listPorts([onPort('METER', 'COM3')], () => Promise.reject(new Error('no udevadm')))
    expect(ports.map(({ path, usedBy }) => [path, usedBy])).toEqual([['COM3', 'METER']])
  })
})
