import { searchedMost } from '../../../shared/contract/limits.ts'
import type { Endpoint, ResultOf, RunState, UnitTarget } from '../../../shared/contract/tester.ts'
import { echoAdvice } from '../../engine/diagnose/advice.ts'
import { echoReason } from '../../engine/modbus/frame-check.ts'
import { isBitTable, type Table } from '../../../shared/model/index.ts'
import { safe } from '../text.ts'

/** What a technician types next, behind what a scan has found. That nothing is there follows only from a whole one. */

type Ended = Pick<RunState, 'phase'>

export function afterUnits(
  typed: string,
  endpoint: Endpoint,
  { phase }: Ended,
  { found, garbled, unreached }: ResultOf<'scan-units'>,
): readonly string[] {
  const [first] = found
  if (first !== undefined)
    return [safe(`Next: gateway-ems scan registers ${typed}${lineOptions(endpoint)} --unit ${first.unitId}`)]
  if (phase !== 'done') return []
  if (garbled.some(({ detail }) => detail.includes(echoReason))) return [`At present ${echoAdvice}.`]
  if (unreached > 0)
    return ['The gateway is there and reaches no meter: check the line behind it, its baud rate and the ids.']
  if (endpoint.kind !== 'rtu') {
    const framing =
      endpoint.kind === 'tcp'
        ? 'whether the host passes RTU frames on (--rtu-over-tcp)'
        : 'the serial settings of the converter'
    return [
      `Check the port, and ${framing}; slow meters need a longer --timeout, and some answer for another --table alone.`,
    ]
  }
  const seen = garbled.length > 0 ? 'Bytes come, but no frame' : 'Check A and B, and the adapter'
  return [safe(`${seen}; gateway-ems scan serial ${endpoint.path} tries other rates and parities.`)]
}

export function afterRegisters(
  typed: string,
  { endpoint, unitId }: UnitTarget,
  table: Table,
  { phase }: Ended,
  { stretches, present }: ResultOf<'scan-registers'>,
): readonly string[] {
  if (present === 0) {
    if (phase !== 'done') return []
    return stretches.every(({ kind }) => kind === 'silent')
      ? [
          safe(
            `Unit ${unitId} gives no valid answer here: gateway-ems scan units ${typed}${lineOptions(endpoint)} finds who ` +
              'answers; some meters are silent about a table that they do not have: try another --table.',
          ),
        ]
      : ['There is nothing: try another --table, or a higher --to.']
  }
  if (isBitTable(table)) return []
  const there = stretches.filter(({ kind }) => kind === 'present')
  const [from, to] = [there.at(0)?.from ?? 0, there.at(-1)?.to ?? 0]
  const other = table === 'HOLDING' ? 'INPUT' : 'HOLDING'
  const where = `--tables ${table.toLowerCase()} --from ${from} --count ${Math.min(searchedMost, to - from + 1)}`
  return [
    safe(
      `Next, with what the display shows: gateway-ems find ${typed}${lineOptions(endpoint)} --unit ${unitId} ${where} ` +
        '--shown Voltage_L1=230.5V --shown …',
    ),
    `Many meters have their values in the other table: --table ${other}.`,
  ]
}

/** As far as they are not the ones that a command takes by itself. */
function lineOptions(endpoint: Endpoint): string {
  if (endpoint.kind !== 'rtu') return endpoint.kind === 'tcp' ? '' : ' --rtu-over-tcp'
  const { baudRate, parity, stopBits } = endpoint
  return [
    baudRate === 9_600 ? '' : ` --baudrate ${baudRate}`,
    parity === 'N' ? '' : ` --parity ${parity}`,
    stopBits === 1 ? '' : ` --stopbits ${stopBits}`,
  ].join('')
}
