import { expect, it } from 'vitest'
import { isOwnPage } from './sender.ts'

const ours = 'file:///opt/gateway-ems/out/renderer/index.html'
const isTrusted = (url: string): boolean => url === ours

it('a call from our own page is heard', () => {
  expect(isOwnPage({ url: ours, parent: null }, isTrusted)).toBe(true)
})

it('a call from a frame within it is not, even at our own address', () => {
  expect(isOwnPage({ url: ours, parent: { url: ours } }, isTrusted)).toBe(false)
})

it('nor is one from another page, or from a frame that is gone', () => {
  expect(isOwnPage({ url: 'https://evil.example/', parent: null }, isTrusted)).toBe(false)
  expect(isOwnPage(null, isTrusted)).toBe(false)
})
