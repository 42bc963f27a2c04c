import { timeoutLeastMs, timeoutMostMs } from '../../../../shared/contract/limits.ts'
import { baudRate, baudRates, boolean, duration, integer, nonEmptyText, oneOf, parity } from '../values.ts'
import { hostName } from './host-name.ts'
import { day, durationWords, key } from './key-spec.ts'

/** What a device is and how it is reached. */
export const connectionKeys = {
  name: key({
    name: 'name',
    allowed: 'text',
    doc: 'Name for people; the section name when not given.',
    parse: nonEmptyText,
  }),
  type: key({
    name: 'type',
    default: 'METER',
    allowed: 'text, e.g. ENERGY_METER, POWER_ANALYZER',
    doc: 'Kind of device, sent with its readings.',
    parse: nonEmptyText,
  }),
  enabled: key({
    name: 'enabled',
    default: 'true',
    allowed: 'true, false',
    doc: 'A device that is not enabled stays in the file and is not read.',
    parse: boolean,
  }),
  protocol: key({
    name: 'protocol',
    allowed: 'TCP, RTU, RTU_OVER_TCP',
    doc: 'How the device is reached.',
    parse: oneOf(['TCP', 'RTU', 'RTU_OVER_TCP'], {
      MODBUS_TCP: 'TCP',
      MODBUS_RTU: 'RTU',
      'RTU-OVER-TCP': 'RTU_OVER_TCP',
    }),
  }),
  host: key({
    name: 'host',
    allowed: 'host name, IPv4 or IPv6 address',
    doc: 'TCP: address of the device or of its gateway.',
    parse: hostName,
  }),
  port: key({
    name: 'port',
    allowed: 'TCP: 1 to 65535 (502 when not given); RTU: /dev/ttyUSB0, COM3',
    doc: 'TCP port, or path of the serial port.',
    parse: nonEmptyText,
  }),
  baudRate: key({
    name: 'baudrate',
    aliases: ['baud_rate'],
    env: 'SERIAL_BAUDRATE',
    default: '9600',
    unit: 'baud',
    allowed: baudRates.join(', '),
    doc: 'RTU: speed of the line.',
    parse: baudRate,
  }),
  parity: key({
    name: 'parity',
    env: 'SERIAL_PARITY',
    default: 'N',
    allowed: 'N, E, O',
    doc: 'RTU: parity of a character.',
    parse: parity,
  }),
  stopBits: key({
    name: 'stopbits',
    aliases: ['stop_bits'],
    default: '1',
    allowed: '1, 2',
    doc: 'RTU: stop bits of a character.',
    parse: oneOf(['1', '2']),
  }),
  dataBits: key({
    name: 'databits',
    aliases: ['data_bits', 'bytesize'],
    default: '8',
    allowed: '7, 8 (Modbus RTU needs 8)',
    doc: 'RTU: data bits of a character.',
    parse: oneOf(['7', '8']),
  }),
  slaveId: key({
    name: 'slave_id',
    aliases: ['unit_id'],
    default: '1',
    allowed: '0 to 255, or a list: 11,12,13',
    doc: 'Modbus unit; a list makes one device of each, with the id SECTION/11.',
    parse: integer(0, 255),
  }),
  timeout: key({
    name: 'timeout',
    env: 'SERIAL_TIMEOUT',
    default: '3',
    unit: 's',
    allowed: `${durationWords}; 10 ms to 2 min`,
    doc: 'Wait for one answer. SERIAL_TIMEOUT holds for RTU.',
    parse: duration('s', timeoutLeastMs, timeoutMostMs),
  }),
  interval: key({
    name: 'interval',
    unit: 's',
    allowed: `${durationWords}; 100 ms to 1 d`,
    doc: 'Period of the readings; collection_interval when not given.',
    parse: duration('s', 100, day),
  }),
  profile: key({
    name: 'profile',
    allowed: 'id of a meter profile: `gateway-ems profiles` lists them',
    doc: 'Register map and line settings of a known meter.',
    parse: nonEmptyText,
  }),
} as const
