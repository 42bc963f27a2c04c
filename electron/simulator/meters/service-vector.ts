import type { FCallbackVal, IServiceVector } from 'modbus-serial'
import type { Meter, SimulatorClock } from './meter.ts'
import type { BitTable, RegisterImage, RegisterTable } from './register-image.ts'

const ILLEGAL_FUNCTION = 1
const ILLEGAL_DATA_ADDRESS = 2
const ILLEGAL_DATA_VALUE = 3
/** V1.1b3, 6.3 and 6.4. */
const MAX_REGISTERS = 125

/** modbus-serial's servers answer with the exception that a thrown error names. */
class ModbusException extends Error {
  readonly modbusErrorCode: number

  constructor(code: number) {
    super(`Modbus exception ${code}`)
    this.name = 'ModbusException'
    this.modbusErrorCode = code
  }
}

/**
 * Connects meters to modbus-serial's servers, which pick the way of calling by the number of parameters. A request
 * is left unanswered by never calling back: that is how a silent meter and a wrong unit id look.
 *
 * @param disconnect closes all connections of this server; a meter that `closes` does so when it is asked
 */
export function serviceVector(
  meters: readonly Meter[],
  clock: SimulatorClock,
  disconnect: () => void,
): IServiceVector {
  const byUnit = new Map(meters.map((meter) => [meter.unitId, meter]))

  function presentImage(unitId: number, nowMs: number): RegisterImage | null {
    const meter = byUnit.get(unitId)
    if (meter === undefined) return null
    const presence = meter.presenceAt(nowMs)
    if (presence === 'closes') disconnect()
    return presence === 'answers' ? meter.imageAt(nowMs) : null
  }

  function words(
    table: RegisterTable,
    address: number,
    count: number,
    unitId: number,
    answer: (error: Error | null, words: number[]) => void,
  ): void {
    const image = presentImage(unitId, clock.wallMs())
    if (image === null) return
    if (count > MAX_REGISTERS) return answer(new ModbusException(ILLEGAL_DATA_VALUE), [])
    const read = image.readWords(table, address, count)
    if (read === null) answer(new ModbusException(ILLEGAL_DATA_ADDRESS), [])
    else answer(null, read)
  }

  const oneWord =
    (table: RegisterTable) =>
    (address: number, unitId: number, answer: FCallbackVal<number>): void =>
      words(table, address, 1, unitId, (error, [word = 0]) => answer(error, word))

  const bit =
    (table: BitTable) =>
    (address: number, unitId: number, answer: FCallbackVal<boolean>): void => {
      const image = presentImage(unitId, clock.wallMs())
      if (image === null) return
      const read = image.readBit(table, address)
      answer(read === null ? new ModbusException(ILLEGAL_DATA_ADDRESS) : null, read ?? false)
    }

  /** Nothing of a meter can be written. A unit that is not here stays silent, which takes a promise without end. */
  const refuse = (unitId: number): Promise<void> => {
    if (presentImage(unitId, clock.wallMs()) === null) return new Promise<void>(() => {})
    return Promise.reject(new ModbusException(ILLEGAL_FUNCTION))
  }

  return {
    getInputRegister: oneWord('input'),
    getHoldingRegister: oneWord('holding'),
    getMultipleInputRegisters: (
      address: number,
      count: number,
      unitId: number,
      answer: FCallbackVal<number[]>,
    ) => words('input', address, count, unitId, answer),
    getMultipleHoldingRegisters: (
      address: number,
      count: number,
      unitId: number,
      answer: FCallbackVal<number[]>,
    ) => words('holding', address, count, unitId, answer),
    getCoil: bit('coil'),
    getDiscreteInput: bit('discrete-input'),
    setCoil: (_address: number, _value: boolean, unitId: number) => refuse(unitId),
    setRegister: (_address: number, _value: number, unitId: number) => refuse(unitId),
  }
}
