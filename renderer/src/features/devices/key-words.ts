import type { KeyView } from '../../../../shared/contract/config.ts'
import { defineTexts } from '../../app/texts.ts'

/** Name and help of each key of a device; `<key>-help` says what it does. */
const texts = {
  en: {
    name: 'Name',
    'name-help': 'For people; the section name when left empty.',
    type: 'Kind',
    'type-help': 'Sent with its readings: ENERGY_METER, POWER_ANALYZER …',
    enabled: 'Enabled',
    'enabled-help': 'A device that is not enabled stays in the file and is not read.',
    protocol: 'Protocol',
    'protocol-help':
      'TCP: Modbus TCP. RTU: serial line. RTU over TCP: serial frames through a transparent gateway.',
    host: 'Host',
    'host-help': 'Name or address of the device, or of its gateway.',
    port: 'Port',
    'port-help': 'TCP port (502 as a rule), or the serial port.',
    baudrate: 'Baud rate',
    'baudrate-help': 'As set at the meter; the same for all devices of the line.',
    parity: 'Parity',
    'parity-help': 'N none, E even, O odd; as set at the meter.',
    stopbits: 'Stop bits',
    'stopbits-help': 'Stop bits of a character.',
    databits: 'Data bits',
    'databits-help': 'Modbus RTU needs 8.',
    slave_id: 'Unit id',
    'slave_id-help': 'Address on the line, 1 to 247 as a rule. A list (11,12,13) makes one device of each.',
    interval: 'Interval',
    'interval-help': 'Time between two readings; where it is empty, collection_interval of the settings.',
    timeout: 'Timeout',
    'timeout-help': 'Longest wait for one answer.',
    request_delay: 'Pause',
    'request_delay-help':
      'Between two requests, for meters that need a rest, beside the 3.5 characters of RTU.',
    addressing: 'Addressing',
    'addressing-help':
      'How the addresses of the table are written. modicon: 40001 is the first holding register. zero: PDU addresses. one: counted from 1. auto: found out.',
    max_gap: 'Largest gap',
    'max_gap-help': 'Registers that may be read and thrown away to join two blocks into one request.',
    max_registers: 'Largest block',
    'max_registers-help': 'Registers that the device gives in one answer, 125 at most.',
    pipelining: 'In flight',
    'pipelining-help':
      'Requests sent before the answer to the first is there. Many gateways and meters break above 1.',
    profile: 'Meter profile',
  },
  es: {
    name: 'Nombre',
    'name-help': 'Para las personas; si se deja vacío, el de la sección.',
    type: 'Tipo',
    'type-help': 'Se envía con sus lecturas: ENERGY_METER, POWER_ANALYZER …',
    enabled: 'Activo',
    'enabled-help': 'Un dispositivo inactivo permanece en el archivo y no se lee.',
    protocol: 'Protocolo',
    'protocol-help':
      'TCP: Modbus TCP. RTU: línea serie. RTU sobre TCP: tramas serie a través de una pasarela transparente.',
    host: 'Host',
    'host-help': 'Nombre o dirección del dispositivo, o de su pasarela.',
    port: 'Puerto',
    'port-help': 'Puerto TCP (normalmente 502) o puerto serie.',
    baudrate: 'Velocidad (baud)',
    'baudrate-help': 'La ajustada en el medidor; la misma en todos los de la línea.',
    parity: 'Paridad',
    'parity-help': 'N ninguna, E par, O impar; la ajustada en el medidor.',
    stopbits: 'Bits de parada',
    'stopbits-help': 'Bits de parada de cada carácter.',
    databits: 'Bits de datos',
    'databits-help': 'Modbus RTU necesita 8.',
    slave_id: 'Unit id',
    'slave_id-help':
      'Dirección en la línea, normalmente de 1 a 247. Una lista (11,12,13) crea un dispositivo por cada una.',
    interval: 'Intervalo',
    'interval-help': 'Tiempo entre dos lecturas; si está vacío, collection_interval de los ajustes.',
    timeout: 'Espera',
    'timeout-help': 'Espera máxima de una respuesta.',
    request_delay: 'Pausa',
    'request_delay-help':
      'Entre dos peticiones, para medidores que necesitan un respiro, además de los 3,5 caracteres de RTU.',
    addressing: 'Direcciones',
    'addressing-help':
      'Cómo están escritas las direcciones de la tabla. modicon: 40001 es el primer holding register. zero: direcciones PDU. one: contadas desde 1. auto: se averigua.',
    max_gap: 'Hueco máximo',
    'max_gap-help': 'Registros que se pueden leer y descartar para unir dos bloques en una petición.',
    max_registers: 'Bloque máximo',
    'max_registers-help': 'Registros que el dispositivo da en una respuesta, 125 como máximo.',
    pipelining: 'Simultáneas',
    'pipelining-help':
      'Peticiones enviadas antes de la primera respuesta. Muchas pasarelas y medidores fallan con más de 1.',
    profile: 'Perfil del medidor',
  },
}

const useTexts = defineTexts('device-keys', texts)
type Word = keyof (typeof texts)['en']

const isWord = (word: string): word is Word => word in texts.en

/** In the person's language; a key that has no words here is called as it is in the file. */
export function useKeyWords(): (view: Pick<KeyView, 'key' | 'doc'>) => {
  readonly name: string
  readonly help: string
} {
  const say = useTexts()
  return ({ key, doc }) => {
    const help = `${key}-help`
    return { name: isWord(key) ? say(key) : key, help: isWord(help) ? say(help) : doc }
  }
}
