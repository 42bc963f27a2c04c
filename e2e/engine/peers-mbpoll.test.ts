import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ByteOrder, Table } from '../../shared/model/index.ts'
import { runCli } from '../support/cli.ts'
import { hasMbpoll, mbpoll, type MbpollEndpoint } from '../support/mbpoll.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'
import { registerLists, registersOf } from '../support/put-in.ts'
import { hasPymodbus, type PutIn, startPymodbus } from '../support/pymodbus.ts'

const deviceRead = z.object({
  registers: z.array(
    z.object({
      address: z.number(),
      raw: z.array(z.string()),
      value: z.union([z.number(), z.boolean()]),
      quality: z.literal('GOOD'),
    }),
  ),
})

function row(
  table: Table,
  type: string,
  order: ByteOrder,
  first: number,
  values: readonly unknown[],
): PutIn[] {
  return values.map((value, index) => ({
    table,
    address: first + index * registersOf(type),
    type,
    order,
    value: String(value),
    factor: '1',
    offset: '0',
  }))
}

/** Rows of one table and type each; mbpoll prints six digits of a float. */
const rows = {
  floatsLowWordFirst: row('HOLDING', 'FLOAT32', 'CDAB', 0, [230.1, -0.125, 49.98, 812.4, 1e6]),
  floatsHighWordFirst: row('INPUT', 'FLOAT32', 'ABCD', 100, [230.1, -0.125, 49.98, 812.4, 1e6]),
  integers: row('HOLDING', 'INT32', 'ABCD', 40, [-305_419_896, 305_419_896, -1, 2_147_483_647]),
  words: row('HOLDING', 'UINT16', 'ABCD', 60, [0, 1, 256, 4660, 65_535]),
  coils: row('COIL', 'BOOL', 'ABCD', 3, [true, false, false, true, true, false, true, true, false, true]),
  contacts: row('DISCRETE_INPUT', 'BOOL', 'ABCD', 9, [false, true, true]),
}
const items = Object.values(rows).flat()

let folder: string
const closers: (() => Promise<unknown>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-peers-'))
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  rmSync(folder, { recursive: true, force: true })
})

/** Everything as our `read` prints it, in the order of `items`. */
async function ourRead(section: string) {
  const config = join(folder, 'config.ini')
  writeFileSync(config, `[PEER]\nslave_id = 5\n${section}\n${registerLists(items)}\n`)
  const { code, stdout, stderr } = await runCli(['read', 'PEER', '--json', '--config', config])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return deviceRead.parse(JSON.parse(stdout)).registers
}

/** What mbpoll prints for a row, in its order. */
async function theirRead(endpoint: MbpollEndpoint, values: readonly PutIn[], type: string, high = false) {
  const first = values[0]?.address ?? 0
  const read = { unit: 5, type, address: first, count: values.length, bigEndianWords: high }
  const found = await mbpoll(endpoint, read)
  return values.map(({ address }) => Number(found.get(address)))
}

async function bothAgree(endpoint: MbpollEndpoint, section: string): Promise<void> {
  const ours = await ourRead(section)
  const oursOf = (values: readonly PutIn[]) =>
    values.map((item) => Number(ours[items.indexOf(item)]?.value ?? Number.NaN))
  const { floatsLowWordFirst, floatsHighWordFirst, integers, words, coils, contacts } = rows
  expect(oursOf(floatsLowWordFirst)).toEqual(await theirRead(endpoint, floatsLowWordFirst, '4:float'))
  expect(oursOf(floatsHighWordFirst)).toEqual(await theirRead(endpoint, floatsHighWordFirst, '3:float', true))
  expect(oursOf(integers)).toEqual(await theirRead(endpoint, integers, '4:int', true))
  expect(oursOf(words)).toEqual(await theirRead(endpoint, words, '4:hex'))
  expect(oursOf(coils)).toEqual(await theirRead(endpoint, coils, '0'))
  expect(oursOf(contacts)).toEqual(await theirRead(endpoint, contacts, '1'))
  expect(oursOf(words)).toEqual([0, 1, 256, 4660, 65_535])

  const count = integers.length * 2
  const hex = await mbpoll(endpoint, { unit: 5, type: '4:hex', address: 40, count })
  const rawWords = ours
    .filter(({ address }) => address >= 40 && address < 40 + count)
    .flatMap(({ raw }) => raw)
  expect(rawWords).toEqual([...hex.values()])
}

describe.skipIf(!hasPymodbus || !hasMbpoll)('mbpoll and our read', () => {
  it('agree on the same server over TCP', async () => {
    const server = await startPymodbus({ units: { 5: items } })
    closers.push(() => server.close())
    await bothAgree(
      { host: '127.0.0.1', port: server.port },
      `protocol = TCP\nhost = 127.0.0.1\nport = ${server.port}`,
    )
  })

  it.skipIf(!hasSocat)('agree on the same serial line', async () => {
    const pair = await openPtyPair()
    closers.push(() => pair.close())
    const server = await startPymodbus({ units: { 5: items }, serialPath: pair.meter })
    closers.push(() => server.close())
    await bothAgree(
      { serialPath: pair.master },
      `protocol = RTU\nport = ${pair.master}\nbaudrate = 115200\nmax_registers = 60`,
    )
  })
})
