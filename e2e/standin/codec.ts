// Structured-clone values as JSON text. makeCodec is self-contained: the very same function
// runs in Node and (through toString) in the page, so the two ends cannot drift apart.
export interface Codec {
  encode(value: unknown): string
  decode(text: string): unknown
}

export function makeCodec(): Codec {
  const views = {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  } as unknown as Record<string, new (b: ArrayBuffer) => ArrayBufferView>
  const errors = {
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  } as unknown as Record<string, ErrorConstructor>
  const toB64 = (b: ArrayBufferLike, off: number, len: number): string => {
    const u = new Uint8Array(b, off, len)
    let s = ''
    for (let i = 0; i < u.length; i += 8192) s += String.fromCharCode(...u.subarray(i, i + 8192))
    return btoa(s)
  }
  const fromB64 = (s: string): ArrayBuffer => Uint8Array.from(atob(s), (c) => c.charCodeAt(0)).buffer
  const refuse = (): never => {
    throw new Error('An object could not be cloned.')
  }
  return {
    encode(value) {
      let copy: unknown
      // The engine's own clone first: it refuses functions, symbols, promises and proxies,
      // runs getters, drops prototypes and own properties of errors - as Electron's IPC does.
      try {
        copy = structuredClone(value)
      } catch {
        refuse()
      }
      const seen = new Map<object, number>()
      const enc = (v: unknown): unknown => {
        if (v === null || typeof v === 'string' || typeof v === 'boolean') return v
        if (typeof v === 'undefined') return ['u']
        if (typeof v === 'number')
          return Number.isFinite(v) && !Object.is(v, -0) ? v : ['n', Object.is(v, -0) ? '-0' : String(v)]
        if (typeof v === 'bigint') return ['b', String(v)]
        if (typeof v !== 'object') return refuse()
        const known = seen.get(v)
        if (known !== undefined) return ['=', known]
        seen.set(v, seen.size)
        if (Array.isArray(v))
          return [
            'a',
            v.length,
            ...Object.keys(v).map((k) => [k, enc((v as unknown as Record<string, unknown>)[k])]),
          ]
        if (v instanceof Date) return ['d', enc(v.getTime())]
        if (v instanceof RegExp) return ['r', v.source, v.flags]
        if (v instanceof Map) return ['m', ...[...v].map(([k, x]) => [enc(k), enc(x)])]
        if (v instanceof Set) return ['s', ...[...v].map(enc)]
        if (v instanceof ArrayBuffer) return ['ab', toB64(v, 0, v.byteLength)]
        if (ArrayBuffer.isView(v))
          return [
            'v',
            Object.prototype.toString.call(v).slice(8, -1),
            toB64(v.buffer, v.byteOffset, v.byteLength),
          ]
        if (v instanceof Error)
          return ['e', v.name, v.message, v.stack ?? '', 'cause' in v ? [enc(v.cause)] : []]
        if (/^(Number|String|Boolean)$/.test(Object.prototype.toString.call(v).slice(8, -1)))
          return ['w', enc(v.valueOf())]
        const proto: unknown = Object.getPrototypeOf(v)
        if (proto !== Object.prototype && proto !== null) return refuse() // Blob, File, ImageData, CryptoKey...: not over IPC
        return ['o', ...Object.entries(v).map(([k, x]) => [k, enc(x)])]
      }
      return JSON.stringify(enc(copy))
    },
    decode(text) {
      const made: unknown[] = []
      const keep = <T>(v: T): T => {
        made.push(v)
        return v
      }
      const put = (o: object, k: string, v: unknown): void => {
        Object.defineProperty(o, k, { value: v, writable: true, enumerable: true, configurable: true })
      }
      const dec = (w: unknown): unknown => {
        if (!Array.isArray(w)) return w
        const [tag, ...rest] = w as [string, ...unknown[]]
        switch (tag) {
          case 'u':
            return undefined
          case 'n':
            return Number(rest[0])
          case 'b':
            return BigInt(rest[0] as string)
          case '=':
            return made[rest[0] as number]
          case 'a': {
            const a: unknown[] = keep([])
            a.length = rest[0] as number
            for (const [k, x] of rest.slice(1) as [string, unknown][]) put(a, k, dec(x))
            return a
          }
          case 'd':
            return keep(new Date(dec(rest[0]) as number))
          case 'r':
            return keep(new RegExp(rest[0] as string, rest[1] as string))
          case 'm': {
            const m = keep(new Map<unknown, unknown>())
            for (const [k, x] of rest as [unknown, unknown][]) m.set(dec(k), dec(x))
            return m
          }
          case 's': {
            const s = keep(new Set<unknown>())
            for (const x of rest) s.add(dec(x))
            return s
          }
          case 'ab':
            return keep(fromB64(rest[0] as string))
          case 'v': {
            const View = views[rest[0] as string]
            if (!View) return refuse()
            return keep(new View(fromB64(rest[1] as string)))
          }
          case 'e': {
            const e = keep(new (errors[rest[0] as string] ?? Error)(rest[1] as string))
            e.stack = rest[2] as string
            const cause = rest[3] as unknown[]
            if (cause.length > 0) e.cause = dec(cause[0])
            return e
          }
          case 'w':
            return keep(Object(dec(rest[0])) as object)
          case 'o': {
            const o = keep({})
            for (const [k, x] of rest as [string, unknown][]) put(o, k, dec(x))
            return o
          }
          default:
            return refuse()
        }
      }
      return dec(JSON.parse(text))
    },
  }
}
