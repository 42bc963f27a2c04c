import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startIngestApi } from '../../electron/simulator/api/server.ts'
import { type CliResult, runCli, startCli } from '../support/cli.ts'
import { waitFor } from '../support/wait.ts'
import { page } from './pages.ts'

/** As the earlier gateway's document has it. */
const environment = {
  EMS_API_URL: 'http://localhost:8000',
  EMS_API_TOKEN: 'your-api-token',
  EMS_API_TIMEOUT: '30',
  COLLECTION_INTERVAL: '60',
  MAX_RETRIES: '3',
  RETRY_DELAY: '5',
  LOG_LEVEL: 'INFO',
  LOG_FILE: './log/gateway_ems.log',
  LOG_MAX_SIZE: '10MB',
  LOG_BACKUP_COUNT: '5',
  SERIAL_TIMEOUT: '3',
  SERIAL_BAUDRATE: '9600',
  SERIAL_PARITY: 'N',
}
/** Its fragments, comments behind the values included. */
const fragments = `[DEVICE_TCP]
protocol = TCP
host = 192.168.1.100    # IP del dispositivo
port = 502              # Puerto Modbus (default 502)
slave_id = 1            # ID del esclavo
timeout = 3             # Timeout en segundos
registers = 30001,30003,30005       # Direcciones de registros
register_types = INPUT_REGISTER,INPUT_REGISTER,INPUT_REGISTER  # Tipos de registros
data_types = FLOAT32,INT16,UINT16   # Tipos de datos
labels = Voltage,Current,Power      # Etiquetas descriptivas
units = V,A,W                       # Unidades de medida
scaling_factors = 1.0,0.1,1.0       # Factores de escala

[DEVICE_RTU]
protocol = RTU
port = /dev/ttyUSB0     # Puerto serie
parity = N              # Paridad (N/E/O)
stopbits = 1            # Bits de parada
databits = 8            # Bits de datos
slave_id = 1            # ID del esclavo
registers = 40001
register_types = HOLDING_REGISTER
`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-migration-'))
  mkdirSync(join(folder, 'config'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const configure = (text: string): void => writeFileSync(join(folder, 'config', 'config.ini'), text)
const cli = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<CliResult> =>
  runCli(args, { cwd: folder, env })

describe('the configuration of the Python gateway', () => {
  it('is valid as it is, with one warning that spells out both readings of 30001', async () => {
    configure(page('config/examples/python-gateway.ini'))
    const { code, stdout } = await cli(['check'], environment)
    expect(code).toBe(0)
    expect(stdout).toContain('2 devices, 2 enabled; 0 errors, 1 warning')
    expect(stdout).toContain('FC3 30001 (0x7531), but looks like the Modicon address of FC4 0')
  })

  it('takes its variables from the environment, above the file', async () => {
    const { stdout } = await cli(['config'], environment)
    for (const [key, value] of [
      ['api_url', 'http://localhost:8000'],
      ['api_token', '****'],
      ['collection_interval', '60'],
      ['log_backup_count', '5'],
    ] as const) {
      expect(stdout).toMatch(new RegExp(`^${key} +environment +=? *${value.replaceAll('*', '\\*')}$`, 'm'))
    }
    expect(stdout).not.toContain('your-api-token')
  })

  it('may have comments behind values, and the long names of the tables', async () => {
    configure(fragments)
    const { code, stdout } = await cli(['plan'], environment)
    expect(code).toBe(0)
    expect(stdout).toContain('tcp://192.168.1.100:502, unit 1')
    expect(stdout).toMatch(/^ +FC4 +0\.\.4 /m)
    expect(stdout).toMatch(/^ +FC3 +0\.\.0 /m)
  })

  it('collects and delivers: a reading for each device, with the reason where nobody answers', async () => {
    configure(page('config/examples/python-gateway.ini'))
    const api = await startIngestApi({
      host: '127.0.0.1',
      port: 0,
      dbPath: ':memory:',
      token: 'your-api-token',
    })
    const env = { ...environment, EMS_API_URL: api.url, COLLECTION_INTERVAL: '1', MAX_RETRIES: '0' }
    const gateway = startCli(['run'], { cwd: folder, env })
    try {
      // There is no such serial port here; whether the meter's address is somebody's, nobody knows.
      const reading = await waitFor('a reading', () =>
        api.readings({ limit: 9 }).find(({ json }) => json.includes('Power_Analyzer_01')),
      )
      expect(reading.json).toContain('"device_type":"POWER_ANALYZER"')
      expect(reading.json).toContain('"Active_Power":{"value":null,"unit":"","quality":"BAD_COMM"')
    } finally {
      gateway.child.kill('SIGTERM')
      await gateway.ended
      await api.close()
    }
    const log = readFileSync(join(folder, 'log', 'gateway_ems.log'), 'utf8')
    expect(log).toMatch(/^\S+ - gateway_ems - INFO - gateway \S+ collects from 2 of 2 devices/m)
  })
})

describe('docs/migration.md', () => {
  it('has every variable of the old environment', () => {
    const text = page('docs/migration.md')
    expect(Object.keys(environment).filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })
})
