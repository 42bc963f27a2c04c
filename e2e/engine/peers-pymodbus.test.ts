import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runCli } from '../support/cli.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'
import { everyValue, registerLists } from '../support/put-in.ts'
import { hasPymodbus, startPymodbus } from '../support/pymodbus.ts'

/** What `read --json` prints, as far as it is used here. */
const deviceRead = z.object({
  device_id: z.string(),
  registers: z.array(
    z.object({
      label: z.string(),
      value: z.union([z.number(), z.string(), z.boolean(), z.null()]),
      quality: z.string(),
    }),
  ),
})

let folder: string
const closers: (() => Promise<unknown>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-peers-'))
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  rmSync(folder, { recursive: true, force: true })
})

async function readAll(section: string): Promise<z.infer<typeof deviceRead>> {
  const config = join(folder, 'config.ini')
  writeFileSync(config, `[DEFAULT]\nlog_file = ${join(folder, 'log')}\n[PEER]\n${section}\n`)
  const { code, stdout, stderr } = await runCli(['read', 'PEER', '--json', '--config', config])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return deviceRead.parse(JSON.parse(stdout))
}

/** Digits beyond a double's are compared as text, everything else as what it is. */
function meant(type: string, text: string): number | string | boolean {
  if (type.startsWith('STRING')) return text
  if (type === 'BOOL' || type.startsWith('BIT')) return text === 'true'
  return type.endsWith('INT64') && /^-?\d{16,}$/.test(text) && !Number.isSafeInteger(Number(text))
    ? text
    : Number(text)
}

const items = everyValue()

function differences(
  { registers }: z.infer<typeof deviceRead>,
  expected: readonly string[] | undefined,
): string[] {
  return items.flatMap(({ type, order, value: putIn, factor, offset }, index) => {
    const { value, quality } = registers[index] ?? { value: null, quality: 'absent' }
    const wanted = meant(type, expected?.[index] ?? 'absent')
    return Object.is(value, wanted) && quality === 'GOOD'
      ? []
      : [`${type} ${order} ${putIn} * ${factor} + ${offset}: ${String(value)} ${quality}, not ${wanted}`]
  })
}

describe.skipIf(!hasPymodbus)('pymodbus as the meter', () => {
  it('over TCP gives every type in every byte order and scale as it was put in', async () => {
    const server = await startPymodbus({ units: { 17: items } })
    closers.push(() => server.close())
    const read = await readAll(
      `protocol = TCP\nhost = 127.0.0.1\nport = ${server.port}\nslave_id = 17\n${registerLists(items)}`,
    )
    expect(read.registers).toHaveLength(items.length)
    expect(differences(read, server.expected['17'])).toEqual([])
  })

  it.skipIf(!hasSocat)('over a serial line likewise', async () => {
    const pair = await openPtyPair()
    closers.push(() => pair.close())
    const server = await startPymodbus({ units: { 17: items }, serialPath: pair.meter })
    closers.push(() => server.close())
    const read = await readAll(
      `protocol = RTU\nport = ${pair.master}\nbaudrate = 115200\nslave_id = 17\n${registerLists(items)}`,
    )
    expect(differences(read, server.expected['17'])).toEqual([])
  })
})
