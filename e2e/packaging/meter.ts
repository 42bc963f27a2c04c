import { startSimulator } from '../../electron/simulator/meters/simulator.ts'

const device =
  'slave_id = 1\naddressing = zero\nregisters = 0\nregister_types = INPUT\ndata_types = FLOAT32\nlabels = Voltage_L1'

export interface SimulatedPlant {
  /** config.ini with the meter, and with a serial port that is not there: reaching for it loads the native library. */
  readonly ini: string
  close(): Promise<void>
}

export async function startPlant(): Promise<SimulatedPlant> {
  const simulator = await startSimulator({ ports: [0, 0, 0] })
  const port = simulator.meters[0]?.port ?? 0
  return {
    ini:
      '[DEFAULT]\ncollection_interval = 1\n' +
      `[METER]\nprotocol = TCP\nhost = 127.0.0.1\nport = ${port}\n${device}\n` +
      `[LINE]\nprotocol = RTU\nport = /dev/not-plugged-in\nbaudrate = 9600\n${device}\n`,
    close: () => simulator.close(),
  }
}
