/** MODBUS.md: probes of a dead device or link are never further apart than this. */
export const longestBackOffMs = 300_000

/**
 * Wait before try number `attempt` (from 1): `firstMs` x 2^(attempt - 1), capped, less a jitter of up to a fifth, so that
 * what failed together does not come back together.
 *
 * @param random 0 <= random < 1
 */
export function backOffMs(
  firstMs: number,
  attempt: number,
  random: number,
  capMs = longestBackOffMs,
): number {
  const fullMs = Math.min(capMs, firstMs * 2 ** Math.min(attempt - 1, 40))
  return fullMs * (1 - 0.2 * random)
}
