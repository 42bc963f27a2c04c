import { callFrom, expect, test } from './fixtures.ts'
import { desktopSettings, firstPage, launch, loaded, plantArguments, runToEnd } from './desktop.ts'

/** What a person would choose in the question that is asked when the window is closed. */
const keep = { response: 0, checkboxChecked: false }
const quitAndRemember = { response: 1, checkboxChecked: true }
const cancel = { response: 2, checkboxChecked: false }

test('closing the window asks; kept, the gateway collects on and the window comes back', async ({
  page,
  app,
  plant,
}) => {
  await app.evaluate(({ dialog }, answer) => {
    Object.assign(globalThis, { questions: 0 })
    dialog.showMessageBox = () => {
      Object.assign(globalThis, { questions: Reflect.get(globalThis, 'questions') + 1 })
      return Promise.resolve(answer)
    }
  }, cancel)
  const close = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await close()
  await expect.poll(() => app.evaluate(() => Reflect.get(globalThis, 'questions'))).toBe(1)
  expect(page.isClosed()).toBe(false)

  await app.evaluate(({ dialog }, answer) => {
    dialog.showMessageBox = () => Promise.resolve(answer)
  }, keep)
  const closed = page.waitForEvent('close')
  await close()
  await closed
  const readings = await plant.storedReadings()
  await expect.poll(() => plant.storedReadings()).toBeGreaterThan(readings + 2)

  const opened = app.waitForEvent('window')
  const second = await runToEnd(plant, plantArguments(plant))
  expect(second).toMatchObject({ code: 3, stderr: expect.stringContaining('running already') })
  const again = await loaded(await opened)
  expect(await callFrom(again, 'desktopState', {})).toMatchObject({ ok: true })
})

test('quitting from the question is remembered, flushes the journal and ends with 0', async ({
  page,
  app,
  plant,
}) => {
  await app.evaluate(({ dialog }, answer) => {
    dialog.showMessageBox = () => Promise.resolve(answer)
  }, quitAndRemember)
  await expect.poll(() => plant.storedReadings()).toBeGreaterThan(3)
  const child = app.process()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await Promise.all([
    app.waitForEvent('close'),
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()),
  ])
  expect(await ended).toBe(0)
  expect(page.isClosed()).toBe(true)
  expect(await desktopSettings(plant)).toMatchObject({ closeAction: 'quit' })
  const log = await plant.log()
  expect(log.trimEnd().split('\n').at(-1)).toContain('stopped')
})

test('every reading that was taken is in the journal after a quit', async ({ page, app, plant }) => {
  const taken = () =>
    page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const port = window.gatewayPort
          port?.onMessage((message) => {
            if (message.kind === 'welcome')
              port.send({ kind: 'subscribe', id: 999, topic: 'queue', args: {} })
            if (message.kind !== 'batch') return
            const own = message.events.find(({ id }) => id === 999)
            if (own !== undefined) resolve(Reflect.get(Object(own.data), 'unsent'))
          })
          port?.send({ kind: 'hello', version: 1, token: null })
        }),
    )
  await expect.poll(taken).toBeGreaterThan(3)
  const seen = await taken()
  await app.close()
  expect(await plant.storedReadings()).toBeGreaterThanOrEqual(seen)
})

test('started with the session it stays in the tray, until it is started again', async ({ plant }) => {
  const app = await launch(plant, ['--hidden'])
  await expect.poll(() => plant.storedReadings()).toBeGreaterThan(0)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0)
  const opened = app.waitForEvent('window')
  await runToEnd(plant, plantArguments(plant))
  const page = await loaded(await opened)
  await expect(page).toHaveTitle(/Gateway EMS/)
  await app.close()
})

test('a page that crashes is loaded again and follows the gateway anew', async ({ app, plant }) => {
  const page = await firstPage(app)
  await page.evaluate(() => Object.assign(window, { isOld: true }))
  await app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.forcefullyCrashRenderer())
  const isNew = () =>
    app
      .evaluate(
        ({ webContents }, code): Promise<unknown> | undefined =>
          webContents.getAllWebContents()[0]?.executeJavaScript(code),
        `!('isOld' in window) && document.readyState === 'complete'`,
      )
      // In between there is no page to ask.
      .catch(() => false)
  await expect.poll(isNew).toBe(true)
  const greet = `new Promise((resolve) => {
    gatewayPort.onMessage((message) => {
      if (message.kind === 'welcome') gatewayPort.send({ kind: 'subscribe', id: 999, topic: 'status', args: {} })
      const own = message.kind === 'batch' && message.events.find(({ id }) => id === 999)
      if (own) resolve(own.kind)
    })
    gatewayPort.send({ kind: 'hello', version: 1, token: null })
  })`
  const first = await app.evaluate(
    ({ webContents }, code) => webContents.getAllWebContents()[0]?.executeJavaScript(code),
    greet,
  )
  expect(first).toBe('snapshot')
  const before = await plant.storedReadings()
  await expect.poll(() => plant.storedReadings()).toBeGreaterThan(before)
})
