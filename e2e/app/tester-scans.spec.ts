import { systemClock } from '../../electron/engine/clock.ts'
import { serveTcp } from '../../electron/simulator/meters/servers.ts'
import { registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'
import { integerDevice, sunSpecMeter } from '../support/sunspec-device.ts'
import { expect, test } from './fixtures.ts'
import { choose, fill, settings, typeSettings } from './tester.ts'

test('scans of a line and of a unit say their cost, can be stopped, keep what they found, and lead on', async ({
  page,
}) => {
  await test.step('units', async () => {
    await choose(page, 'scan', 'Main supply')
    await expect(page.getByTestId('cost')).toContainText(
      /247 requests.*SUPPLY is read through the same line/s,
    )
    await page.getByRole('button', { name: 'Start scan' }).click()
    const units = page.getByRole('table', { name: 'Units' })
    await expect(units.getByRole('row').nth(1)).toContainText(/^1/)
    // It goes on behind a reload, and another window can stop it.
    await page.reload()
    const other = await page.context().newPage()
    await other.goto(page.url())
    for (const window of [page, other]) {
      await expect(window.getByRole('progressbar', { name: 'Progress' })).toBeVisible()
      await expect(window.getByRole('main')).toContainText(/[1-9]\d* of 247\s*\d+ (min|s) left/)
    }
    await other.getByRole('button', { name: 'Stop' }).click()
    await other.close()
    await expect(page.getByText('Stopped by hand')).toBeVisible()
    await expect(page.getByRole('heading', { name: '1 unit found' })).toBeVisible()
    await units.getByRole('button', { name: 'Probe unit 1' }).click()
    await expect(page.getByRole('tab', { name: 'Probe' })).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('textbox', { name: 'Unit id' })).toHaveValue('1')
  })

  await test.step('registers', async () => {
    await choose(page, 'scan', 'Main supply')
    await page.getByText('Registers', { exact: true }).click()
    await page.getByRole('combobox', { name: 'Table' }).selectOption('INPUT')
    await page.getByRole('textbox', { name: 'To', exact: true }).fill('199')
    await page.getByRole('button', { name: 'Start scan' }).click()
    const stretches = page.getByRole('table', { name: 'What exists' })
    await expect(stretches.getByRole('row').nth(1)).toContainText('exists')
    // It leads to the unit that was scanned, whatever has been chosen since.
    await choose(page, 'scan', 'Workshop')
    await stretches
      .getByRole('button', { name: /^Probe from/ })
      .first()
      .click()
    await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue('0x0000')
    await expect(page.getByRole('textbox', { name: 'Unit id' })).toHaveValue('1')
  })

  await test.step('SunSpec models', async () => {
    const device = await serveTcp([sunSpecMeter(126, integerDevice())], {
      host: '127.0.0.1',
      port: 0,
      clock: systemClock,
    })
    try {
      await typeSettings(page, 'scan')
      await fill(page, { Host: '127.0.0.1', Port: String(device.port), 'Unit id': '126' })
      await page.getByText('SunSpec', { exact: true }).click()
      await page.getByRole('button', { name: 'Start scan' }).click()
      const main = page.getByRole('main')
      await expect(main).toContainText(/Maker\s*SolarEdge.*Serial number\s*7E1F0001.*40000 0x9C40/s)
      const models = page.getByRole('table', { name: 'Models' })
      await expect(models.getByRole('row')).toHaveText([
        /Name/,
        /1\s*Common\s*40002/,
        /103\s*Inverter, three phase\s*40069/,
        /160\s*not known to this program/,
        /203\s*Meter, three phase, wye/,
      ])
      await expect(main).toContainText(/\d+ registers are ready for a device/)
      // What the words of a model say is one step away.
      await models
        .getByRole('row', { name: /Inverter/ })
        .getByRole('button')
        .click()
      await page.getByRole('button', { name: 'Read', exact: true }).click()
      await expect(page.getByRole('table', { name: 'Registers' }).getByRole('row').nth(1)).toContainText(
        /40069\s*0x9C85.*0067\s*103/,
      )
      // And so is the device that reads them.
      await page.getByRole('tab', { name: 'Scan' }).click()
      await page.getByRole('button', { name: 'New device from these' }).click()
      await expect(page.getByRole('heading', { name: 'New device' })).toBeVisible()
      await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('SolarEdge SE10K')
      await expect(page.getByRole('textbox', { name: 'Unit id' })).toHaveValue('126')
    } finally {
      await device.close()
    }
  })
})

test('a serial scan finds settings and unit of a meter, the test goes on with them, and a port that is held names its holder', async ({
  page,
}) => {
  test.skip(!hasSocat, 'needs socat')
  const pair = await openPtyPair()
  // It speaks 19200 8E1: a pseudo terminal has no speed, but the third combination asks for three registers.
  const meter = await startFaultMeter({
    framing: 'rtu',
    serialPath: pair.meter,
    fault: ({ unit, count }) => ({ kind: unit === 3 && count === 3 ? 'none' : 'silence' }),
  })
  const main = page.getByRole('main')
  try {
    await test.step('the scan', async () => {
      await typeSettings(page, 'scan')
      await page.getByText('Serial settings', { exact: true }).click()
      await expect(main).toContainText('Choose protocol RTU and a serial port above')
      await settings(page).getByText('RTU', { exact: true }).click()
      await fill(page, { 'Serial port': pair.master, 'Timeout (s)': '0.5' })
      await page.getByRole('textbox', { name: 'Unit ids' }).fill('3')
      await expect(page.getByTestId('cost')).toContainText(`8 requests on ${pair.master}:`)
      await page.getByRole('button', { name: 'Start scan' }).click()
      await expect(page.getByRole('heading', { name: 'Tried 3 of 8 combinations' })).toBeVisible()
      await expect(page.getByRole('table', { name: 'Serial settings' }).getByRole('row')).toHaveText([
        /Settings/,
        /19200 8E1\s*answer\s*3/,
        /9600 8N1\s*silence\s*–\s*not a byte came back/,
        /9600 8E1\s*silence/,
      ])
    })

    meter.fault = ({ unit }) => ({ kind: unit === 3 ? 'none' : 'silence' })
    await test.step('what was found, tested', async () => {
      await page.getByRole('button', { name: 'Use 19200 8E1' }).click()
      await expect(settings(page).getByLabel('Baud rate')).toHaveValue('19200')
      await expect(settings(page).getByLabel('Parity')).toHaveValue('E')
      await expect(settings(page).getByLabel('Unit id')).toHaveValue('3')
      await page.getByRole('button', { name: 'Run test' }).click()
      await expect(main).toContainText('Everything works')
      // Without a profile one register is asked for.
      await expect(page.getByRole('table', { name: 'Values' })).toContainText(
        registerAt(3, 3, 0).toString(16).toUpperCase(),
      )
    })

    await test.step('the port, held by another program', async () => {
      // Which is this one.
      const holder = await startFaultMeter({ framing: 'rtu', serialPath: pair.master })
      try {
        await page.getByRole('button', { name: 'Run test' }).click()
        await expect(main).toContainText('It fails at: Connection')
        await expect(main).toContainText('in use by another program')
        await expect(main).toContainText(new RegExp(`held by.*process ${process.pid}\\b`, 's'))
        await page.getByRole('tab', { name: 'Scan' }).click()
        await page.getByRole('button', { name: 'Start scan' }).click()
        await expect(main).toContainText(new RegExp(`It could not be done.*in process ${process.pid}:`))
      } finally {
        await holder.close()
      }
    })
  } finally {
    await meter.close()
    await pair.close()
  }
})
