// Code that runs in the page. Every exported function is injected as text, so each is self-contained.
// bridge(): one end of contextBridge. The two worlds share no objects, only the DOM; a CustomEvent
// dispatched in one world is heard synchronously in the other and Chromium clones its detail
// between worlds, so functions travel as numbers and everything else by structured clone.

export interface Bridge {
  pack(v: unknown): unknown
  unpack(w: unknown, freeze?: boolean): unknown
  on(op: string, f: (m: Record<string, unknown>) => void): void
  tell(m: Record<string, unknown>): void
}

export function makeBridge(mine: string, theirs: string): Bridge {
  const target = document
  const dispatch = EventTarget.prototype.dispatchEvent
  const Custom = CustomEvent
  const clone = structuredClone
  const { apply } = Reflect
  const functions: ((...a: unknown[]) => unknown)[] = []
  const promises = new Map<number, { resolve(v: unknown): void; reject(e: unknown): void }>()
  const replies = new Map<number, Record<string, unknown>>()
  const handlers = new Map<string, (m: Record<string, unknown>) => void>()
  let calls = 0
  let promiseIds = 0
  const tell = (detail: Record<string, unknown>): void => {
    apply(dispatch, target, [new Custom(theirs, { detail })])
  }
  const packError = (e: unknown): string => {
    const message: unknown =
      typeof e === 'object' && e !== null ? (e as { message?: unknown }).message : undefined
    return typeof message === 'string'
      ? message
      : 'An unknown exception occurred in the isolated context, an error occurred but a valid exception was not thrown.'
  }
  const pack = (value: unknown): unknown => {
    const seen = new Map<object, number>()
    const go = (v: unknown, depth: number): unknown => {
      if (depth > 1000)
        throw new Error(
          'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
        )
      if (typeof v === 'function') {
        functions.push(v as (...a: unknown[]) => unknown)
        return { t: 'f', id: functions.length - 1 }
      }
      if (typeof v === 'symbol') return { t: 'v', v: undefined }
      if (typeof v !== 'object' || v === null) return { t: 'v', v }
      if (v instanceof Promise) {
        const id = ++promiseIds
        v.then(
          (x) => {
            let w: unknown
            try {
              w = pack(x)
            } catch (e) {
              tell({ op: 'settle', id, ok: false, w: { t: 'e', message: packError(e) } })
              return
            }
            tell({ op: 'settle', id, ok: true, w })
          },
          (e: unknown) => {
            tell({ op: 'settle', id, ok: false, w: pack(e) })
          },
        )
        return { t: 'p', id }
      }
      if (v instanceof Error) return { t: 'e', message: v.message, stack: v.stack } // message only: name, code and the like are lost, as in Electron
      const known = seen.get(v)
      if (known !== undefined) return { t: '=', i: known }
      if (Array.isArray(v)) {
        seen.set(v, seen.size)
        return { t: 'a', e: Array.from(v, (x) => go(x, depth + 1)) }
      }
      const tag = Object.prototype.toString.call(v)
      if (tag === '[object Object]') {
        seen.set(v, seen.size)
        return { t: 'o', e: Object.keys(v).map((k) => [k, go((v as Record<string, unknown>)[k], depth + 1)]) }
      }
      try {
        return { t: 'v', v: clone(v) }
      } catch {
        throw new Error('An object could not be cloned.')
      }
    }
    return go(value, 0)
  }
  const unpack = (wire: unknown, freeze = false): unknown => {
    const made: object[] = []
    const go = (w: {
      t: string
      v?: unknown
      id: number
      i: number
      e: unknown[]
      message: string
      stack?: string
    }): unknown => {
      switch (w.t) {
        case 'v':
          return w.v
        case '=':
          return made[w.i]
        case 'e':
          return new Error(w.message)
        case 'p':
          return new Promise((resolve, reject) => {
            promises.set(w.id, { resolve, reject })
          })
        case 'f': {
          const { id } = w
          return (...args: unknown[]) => {
            const call = ++calls
            tell({ op: 'call', id, call, args: pack(args) })
            const r = replies.get(call)
            replies.delete(call)
            if (!r) throw new Error('contextBridge: the other world did not answer')
            if (r['ok'] !== true) throw new Error(r['message'] as string)
            return unpack(r['w'])
          }
        }
        case 'a': {
          const a: unknown[] = []
          made.push(a)
          for (const x of w.e) a.push(go(x as typeof w))
          return freeze ? Object.freeze(a) : a
        }
        default: {
          const o: Record<string, unknown> = {}
          made.push(o)
          for (const [k, x] of w.e as [string, typeof w][])
            Object.defineProperty(o, k, {
              value: go(x),
              enumerable: true,
              writable: true,
              configurable: true,
            })
          return freeze ? Object.freeze(o) : o
        }
      }
    }
    return go(wire as Parameters<typeof go>[0])
  }
  handlers.set('call', (m) => {
    let reply: Record<string, unknown>
    try {
      reply = {
        op: 'reply',
        call: m['call'],
        ok: true,
        w: pack(functions[m['id'] as number]?.(...(unpack(m['args']) as unknown[]))),
      }
    } catch (e) {
      reply = { op: 'reply', call: m['call'], ok: false, message: packError(e) }
    }
    tell(reply)
  })
  handlers.set('reply', (m) => {
    replies.set(m['call'] as number, m)
  })
  handlers.set('settle', (m) => {
    const p = promises.get(m['id'] as number)
    promises.delete(m['id'] as number)
    if (m['ok'] === true) p?.resolve(unpack(m['w']))
    else p?.reject(unpack(m['w']))
  })
  target.addEventListener(mine, (e) => {
    const m = (e as CustomEvent<Record<string, unknown> | null>).detail
    if (m) handlers.get(m['op'] as string)?.(m)
  })
  return {
    pack,
    unpack,
    tell,
    on: (op, f) => {
      handlers.set(op, f)
    },
  }
}
