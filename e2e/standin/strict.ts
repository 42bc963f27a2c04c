/** Whatever is not modelled fails loudly, with its name, instead of being undefined. */
const quiet = new Set(['then', 'toJSON', 'inspect', 'nodeType', 'tagName', 'asymmetricMatch', '$$typeof'])
export function strict<T extends object>(target: T, label: string): T {
  return new Proxy(target, {
    get(t, p, r): unknown {
      if (typeof p === 'symbol' || p in t || quiet.has(p)) return Reflect.get(t, p, r)
      throw new Error(
        `[electron stand-in] ${label}.${p} is not modelled; add it to e2e/standin or guard the call`,
      )
    },
  })
}
