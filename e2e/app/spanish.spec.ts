import { expect, test } from './fixtures.ts'

test.use({ locale: 'es-ES' })

test('una sesión en español, de punta a punta', async ({ page, gateway }) => {
  await expect(page.getByRole('heading', { name: 'Resumen' })).toBeVisible()
  await expect(page.getByRole('row', { name: /Main supply/ })).toContainText('Correcto')
  await expect(page.getByRole('contentinfo')).toContainText('dispositivos correctos')
  await page.getByRole('link', { name: 'Dispositivos' }).click()
  await page.getByRole('link', { name: 'OFFICE', exact: true }).click()
  await page.getByRole('textbox', { name: 'Nombre', exact: true }).fill('Oficina')
  await page.getByRole('button', { name: 'Guardar …' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Guardar/ })
    .click()
  await expect.poll(() => gateway.config()).toContain('name = Oficina')
  for (const [link, heading] of [
    ['En vivo', 'En vivo'],
    ['Pruebas', 'Pruebas'],
    ['Alertas', 'Alertas'],
    ['Cola', 'Cola'],
    ['Registros', 'Registros'],
    ['Ajustes', 'Ajustes'],
  ] as const) {
    await page.getByRole('link', { name: new RegExp(`^${link}`) }).click()
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
  }
})

test.describe('of one who only looks', () => {
  test.use({ isShared: true })

  test('the language is chosen in the settings and stays', async ({ page }) => {
    await page.goto('#/settings')
    await page.getByRole('tab', { name: /aplicación|app/i }).click()
    await page.getByText('English').click()
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  })
})
