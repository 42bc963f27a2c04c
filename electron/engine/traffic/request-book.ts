import type { LinkId } from '../../../shared/model/index.ts'
import type { TracedFrame } from '../modbus/frame-trace.ts'
import type { DecodedFrame, Request } from './decode-frame.ts'

/** Requests without an answer that are remembered for each link; more are not in flight at once. */
const openMost = 32

/**
 * Which request an answer belongs to: the one of its transaction, on a serial line the last one. Nothing is said where
 * unit or function differ, nor of what was discarded.
 */
export class RequestBook {
  readonly #open = new Map<LinkId, Map<number, Request>>()

  /** Frames in the order of the wire. @returns what this frame answers; null: nothing, or it is not known */
  note({ linkId, direction }: TracedFrame, { content, transactionId }: DecodedFrame): Request | null {
    const open = this.#open.get(linkId) ?? new Map<number, Request>()
    this.#open.set(linkId, open)
    const id = transactionId ?? 0
    if (content.kind === 'request') {
      open.delete(id)
      open.set(id, content)
      const [oldest] = open.keys()
      if (open.size > openMost && oldest !== undefined) open.delete(oldest)
      return null
    }
    if (direction !== 'received' || (content.kind !== 'data' && content.kind !== 'exception')) return null
    const asked = open.get(id)
    open.delete(id)
    const isOfIt = asked?.unitId === content.unitId && asked.functionCode === content.functionCode
    return isOfIt ? asked : null
  }
}
