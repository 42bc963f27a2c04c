import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runCli } from '../support/cli.ts'

const config = join(import.meta.dirname, '..', '..', 'config', 'config.ini')

const tested = z.object({
  device_id: z.string(),
  failed_layer: z.string().nullable(),
  layers: z.array(z.object({ layer: z.string(), outcome: z.string(), detail: z.string() })),
})
/** Links have enabled devices only. */
const plan = z.object({ links: z.array(z.object({ devices: z.array(z.string()) })) })
const read = z.object({
  registers: z.array(z.object({ label: z.string(), quality: z.string(), detail: z.string().nullable() })),
})

const lines = (text: string): readonly unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))

/** Whether, and with which devices, these tests run; asked of the gateway itself so that there is one reading of the file. */
async function localDevices(): Promise<readonly string[] | string> {
  if (process.env['TEST_REAL_DEVICES'] !== '1') return 'TEST_REAL_DEVICES=1 is not set'
  if (!existsSync(config)) return `there is no ${config}`
  const { code, stdout, stderr } = await runCli(['plan', '--json', '--config', config])
  // A line that cannot carry its interval ends with 1, and has a plan.
  if (code !== 0 && stdout === '') throw new Error(`config.ini is not valid: ${stderr}`)
  const { links } = plan.parse(JSON.parse(stdout))
  const enabled = links.flatMap(({ devices: onLink }) => onLink)
  return enabled.length === 0 ? 'no device of config.ini is enabled' : enabled
}

const devices = await localDevices()

if (typeof devices === 'string') {
  describe('the devices of the local config.ini', () => {
    it(`are not tested: ${devices}`, (context) => context.skip(devices))
  })
} else {
  // One after the other: several may share a serial line, which one process at a time can have.
  describe('the device of the local config.ini', () => {
    it.each(devices)('%s passes every layer', async (id) => {
      const { stdout, stderr } = await runCli(['test', id, '--json', '--config', config])
      expect(stderr).toBe('')
      for (const line of lines(stdout)) {
        const { failed_layer: failedLayer, layers } = tested.parse(line)
        expect(failedLayer, JSON.stringify(layers.at(-1))).toBeNull()
      }
    })

    it.each(devices)('%s gives a value for every register', async (id) => {
      const { code, stdout, stderr } = await runCli(['read', id, '--json', '--config', config])
      expect(stderr).toBe('')
      expect(code).toBe(0)
      const bad = lines(stdout).flatMap((line) =>
        read.parse(line).registers.filter(({ quality }) => quality !== 'GOOD'),
      )
      expect(bad).toEqual([])
    })
  })
}
