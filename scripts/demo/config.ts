/** The serial meters are the same ones as on TCP, told apart by their units. */
const serialSection = (port: string): string => `
# The supply meter once more, on the serial line.
[SERIAL_SUPPLY]
name = Serial_Supply
type = ENERGY_METER
protocol = RTU
port = ${port}
baudrate = 9600
slave_id = 1
timeout = 1
addressing = zero
registers = 0, 2, 4, 52, 70
register_types = INPUT
data_types = FLOAT32
labels = Voltage_L1, Voltage_L2, Voltage_L3, Active_Power, Frequency
units = V, V, V, W, Hz
`

/** The demo's configuration with the ports that were free, and with the serial line where there is one. */
export function demoConfig(
  template: string,
  usualPorts: readonly number[],
  actualPorts: readonly number[],
  serialPort: string | null,
): string {
  const text = template.replaceAll(/^port = (\d+)$/gm, (line, port: string) => {
    const actual = actualPorts[usualPorts.indexOf(Number(port))]
    return actual === undefined ? line : `port = ${actual}`
  })
  return serialPort === null ? text : `${text}${serialSection(serialPort)}`
}
