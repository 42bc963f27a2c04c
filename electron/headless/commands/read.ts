import type { DeviceConfig, RegisterConfig } from '../../../shared/model/index.ts'
import { functionCodeOf, isBitTable, widthOf } from '../../../shared/model/index.ts'
import { systemClock } from '../../engine/clock.ts'
import { describeAddress } from '../../engine/config/address.ts'
import { type DeviceRead, readDevice } from '../../engine/diagnose/read-device.ts'
import { silentLogger } from '../../engine/logger.ts'
import { createLink } from '../../engine/modbus/create-link.ts'
import type { LinkEnvironment } from '../../engine/modbus/link.ts'
import { loadConfiguration } from '../configuration.ts'
import { chooseDevices } from '../devices.ts'
import { ExitCode } from '../exit-code.ts'
import { framesOption, openRecorder } from '../frames.ts'
import { jsonText } from '../json.ts'
import { type CommandFactory, describedCommand } from '../options.ts'
import type { Shell } from '../shell.ts'
import { watchForStop } from '../signals.ts'
import { collectorAtWork, refuseHeldLines } from '../tester/collector-at-work.ts'
import { type BenchOptions, tokenOption } from '../tester/open-bench.ts'
import { readThrough } from '../tester/read-through.ts'
import { latencyText, safe, textTable } from '../text.ts'

export const readCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'read',
    summary: 'Reads one device once: decoded values beside the raw words.',
    description:
      'Nothing is stored or sent. Beside a collector that serves, it goes through its connection. Ends with 1 when no ' +
      'register could be read.',
    json:
      'one line for each unit: {device_id, timestamp, latency_ms, registers: [{label, written, function, address, ' +
      'type, byte_order, raw: ["0x4366", …] or null, value, unit, quality, detail}]}',
    examples: [
      ['read DEVICE_1', 'a table of its registers'],
      ['read DEVICE_1 --json', 'the same for a program'],
    ],
  })
    .argument('<device>', 'id of the device: its section in config.ini')
    .option(...tokenOption)
    .option(...framesOption)
    .action(async (device: string, options: ReadOptions) => finish(await read(device, options, shell)))

type ReadOptions = BenchOptions

async function read(name: string, options: ReadOptions, shell: Shell): Promise<ExitCode> {
  const { config } = await loadConfiguration(options, shell)
  const devices = chooseDevices(config.devices, [name], { onlyEnabled: false })
  const collector = collectorAtWork(options.dataDir)
  let isAnyRead = false
  const address = collector?.address ?? null
  if (address !== null) {
    await readThrough(address, devices, options, shell, (device, result) => {
      isAnyRead = show(device, result, options, shell) || isAnyRead
    })
    return isAnyRead ? ExitCode.fine : ExitCode.failed
  }
  if (collector !== null) refuseHeldLines(collector, devices, config.devices)
  const recorder = await openRecorder(options, (sentence) => shell.note(sentence))
  const stop = watchForStop(shell, null)
  const abort = new AbortController()
  void stop.stopped.then(() => abort.abort())
  for (const device of devices) {
    const result = await readOnce(device, config.maxRetries, recorder?.onFrame ?? null, abort.signal)
    isAnyRead = show(device, result, options, shell) || isAnyRead
  }
  stop.close()
  await recorder?.close()
  return isAnyRead ? ExitCode.fine : ExitCode.failed
}

/** @returns whether anything was read */
function show(device: DeviceConfig, read: DeviceRead, { json }: ReadOptions, shell: Shell): boolean {
  if (json) shell.out.line(jsonText(readJson(device, read)))
  else printRead(device, read, shell)
  return read.rawWords.some((words) => words !== null)
}

async function readOnce(
  device: DeviceConfig,
  maxRetries: number,
  onFrame: LinkEnvironment['onFrame'],
  signal: AbortSignal,
): Promise<DeviceRead> {
  const link = createLink(device.link, {
    clock: systemClock,
    logger: silentLogger,
    retryDelayMs: 1,
    onState: () => {},
    onFrame,
  })
  try {
    return await readDevice({ device, link, clock: systemClock, maxRetries, signal })
  } finally {
    await link.close()
  }
}

function printRead(device: DeviceConfig, { reading, rawWords }: DeviceRead, { out }: Shell): void {
  const latency = reading.latencyMs === null ? '' : `, ${latencyText(reading.latencyMs)} on the wire`
  out.line(safe(`${device.id} (${device.name}), unit ${device.unitId}${latency}`))
  const rows = device.registers.map((register, index) => {
    const measurement = reading.measurements.get(register.label)
    return [
      register.label,
      describeAddress(register.writtenAddress, register.table, register.address),
      typeText(register),
      orderText(register),
      rawText(register, rawWords[index] ?? null),
      measurement?.value === null || measurement === undefined ? '–' : String(measurement.value),
      register.unit,
      measurement?.quality ?? '',
      measurement?.detail ?? '',
    ]
  })
  const header = ['LABEL', 'ADDRESS', 'TYPE', 'ORDER', 'RAW', 'VALUE', 'UNIT', 'QUALITY', '']
  for (const line of textTable(header, rows, ['left', 'left', 'left', 'left', 'left', 'right']))
    out.line(line)
}

function typeText({ dataType, table }: RegisterConfig): string {
  if (isBitTable(table)) return dataType.kind
  switch (dataType.kind) {
    case 'BIT':
      return `BIT:${dataType.bit}`
    case 'STRING':
      return `STRING:${dataType.registerCount}`
    default:
      return dataType.kind
  }
}

/** Within one word only the order of its two bytes means anything. */
function orderText({ dataType, byteOrder, table }: RegisterConfig): string {
  if (isBitTable(table)) return ''
  if (dataType.kind !== 'STRING' && widthOf(dataType) > 1) return byteOrder
  return byteOrder === 'BADC' || byteOrder === 'DCBA' ? 'bytes swapped' : ''
}

const wordText = (word: number): string => `0x${word.toString(16).toUpperCase().padStart(4, '0')}`

function rawText({ table }: RegisterConfig, words: readonly number[] | null): string {
  if (words === null) return '–'
  return isBitTable(table) ? words.join(' ') : words.map(wordText).join(' ')
}

const readJson = (device: DeviceConfig, { reading, rawWords }: DeviceRead): unknown => ({
  device_id: device.id,
  timestamp: new Date(reading.timestampMs).toISOString(),
  latency_ms: reading.latencyMs,
  registers: device.registers.map((register, index) => {
    const measurement = reading.measurements.get(register.label)
    const words = rawWords[index] ?? null
    return {
      label: register.label,
      written: register.writtenAddress,
      function: functionCodeOf[register.table],
      address: register.address,
      type: typeText(register),
      byte_order: register.byteOrder,
      raw: words?.map((word) => (isBitTable(register.table) ? String(word) : wordText(word))) ?? null,
      value: measurement?.value ?? null,
      unit: register.unit,
      quality: measurement?.quality ?? 'BAD_COMM',
      detail: measurement?.detail ?? null,
    }
  }),
})
