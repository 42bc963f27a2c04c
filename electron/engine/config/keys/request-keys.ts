import { duration, integer } from '../values.ts'
import { key, second } from './key-spec.ts'

/** How the registers are asked for. */
export const requestKeys = {
  maxGap: key({
    name: 'max_gap',
    default: '10',
    unit: 'registers',
    allowed: '0 to 2000',
    doc: 'Registers that may be read and thrown away to join two blocks.',
    parse: integer(0, 2000),
  }),
  maxRegisters: key({
    name: 'max_registers',
    default: '125',
    unit: 'registers',
    allowed: '1 to 125',
    doc: 'Largest block that the device accepts.',
    parse: integer(1, 125),
  }),
  requestDelay: key({
    name: 'request_delay',
    default: '0',
    unit: 'ms',
    allowed: 'milliseconds, or a duration: 50, 50ms, 0.1s; 10 s at most',
    doc: 'Silence between two requests on the line, beside the 3.5 characters of RTU.',
    parse: duration('ms', 0, 10 * second),
  }),
  pipelining: key({
    name: 'pipelining',
    default: '1',
    unit: 'requests',
    allowed: '1 to 16',
    doc: 'TCP: requests in flight at once. Many gateways and meters break above 1.',
    parse: integer(1, 16),
  }),
} as const
