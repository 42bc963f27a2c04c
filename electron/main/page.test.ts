import { expect, it } from 'vitest'
import { mayNavigate, pageOf } from './page.ts'

it.each([
  ['file:///opt/app/out/renderer/index.html', true],
  ['file:///opt/app/out/renderer/index.html#/devices/A', true],
  ['file:///opt/app/out/renderer/index.html.evil', false],
  ['file:///opt/app/out/renderer/index.html?x=1', false],
  ['file:///etc/passwd', false],
  ['http://127.0.0.1:5173/', false],
  ['about:blank', false],
  ['data:text/html,x', false],
])('the page of the package: %s is ours: %s', (url, ours) => {
  expect(pageOf('/opt/app', undefined).isOurs(url)).toBe(ours)
})

it.each([
  ['http://localhost:5173/', true],
  ['http://localhost:5173/#/live', true],
  ['http://localhost:51730/', false],
  ['http://localhost:5173.evil.example/', false],
  ['nonsense', false],
])('the page of the development server: %s is ours: %s', (url, ours) => {
  expect(pageOf('/opt/app', 'http://localhost:5173').isOurs(url)).toBe(ours)
})

it.each([
  ['file:///opt/app/out/renderer/index.html#/tester', true, true],
  ['about:srcdoc', true, false],
  ['about:srcdoc', false, true],
  ['about:srcdoc#x', false, false],
  ['about:blank', false, false],
  ['file:///opt/app/out/renderer/index.html', false, false],
  ['https://example.invalid/', false, false],
])('%s in the window itself (%s) may be gone to: %s', (url, isMainFrame, may) => {
  expect(mayNavigate(pageOf('/opt/app', undefined), url, isMainFrame)).toBe(may)
})
