/**
 * One line of JSON. Integers beyond 2^53 become strings, as on the wire to the API; maps become objects, whatever
 * their keys are called.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return Number.isSafeInteger(Number(part)) ? Number(part) : String(part)
    // fromEntries defines properties, so that a label `__proto__` is a key like any other.
    return part instanceof Map ? Object.fromEntries(part) : part
  })
}
