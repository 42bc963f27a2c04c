import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits until `condition` gives something other than undefined, null or false, and returns that.
 *
 * @throws after `withinMs`, naming what was waited for
 */
export async function waitFor<T>(
  what: string,
  condition: () => T | Promise<T>,
  withinMs = 60_000,
): Promise<Exclude<T, undefined | null | false>> {
  const endMs = Date.now() + withinMs
  for (;;) {
    const result = await condition()
    if (result !== undefined && result !== null && result !== false) {
      return result as Exclude<T, undefined | null | false>
    }
    if (Date.now() > endMs) throw new Error(`waited ${withinMs} ms in vain for ${what}`)
    await sleep(10)
  }
}
