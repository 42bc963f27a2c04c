import type { FunctionCode, UnitId } from '../../../shared/model/index.ts'
import { functionCodeOf, isBitTable } from '../../../shared/model/index.ts'
import type { ReadRequest } from './request.ts'

/**
 * What an answer must look like: all that Modbus lets one tell one answer from another by. Note what is missing:
 * an answer doesn't say which address it is about.
 */
export interface Expected {
  readonly unitId: UnitId
  readonly functionCode: FunctionCode
  /** Data bytes in the answer: 2 per register, or one per 8 bits begun. */
  readonly byteCount: number
}

export function expectedOf(unitId: UnitId, request: ReadRequest): Expected {
  const byteCount = isBitTable(request.table) ? Math.ceil(request.count / 8) : request.count * 2
  return { unitId, functionCode: functionCodeOf[request.table], byteCount }
}

export const sameAnswer = (a: Expected, b: Expected): boolean =>
  a.unitId === b.unitId && a.functionCode === b.functionCode && a.byteCount === b.byteCount

export type AnswerKind =
  | { readonly kind: 'data' }
  | { readonly kind: 'exception'; readonly code: number }
  /** Not the answer to this request; `reason` says what was found and what was asked. */
  | { readonly kind: 'wrong'; readonly reason: string }

/**
 * Checks an answer's body (unit id and PDU, no MBAP header, no CRC) completely:
 *
 *     unit | function | byte count N | N bytes          (V1.1b3, 6.1 to 6.4)
 *     unit | function + 0x80 | exception code           (V1.1b3, 7)
 */
export function checkAnswer(body: Uint8Array, expected: Expected): AnswerKind {
  const [unit, code, third] = body
  if (unit === undefined || code === undefined || third === undefined) {
    return wrong(`${body.length} bytes are no answer`)
  }
  if (unit !== expected.unitId) return wrong(`answer of unit ${unit}, asked unit ${expected.unitId}`)
  if (code === (expected.functionCode | 0x80)) {
    if (body.length !== 3) return wrong(`exception of ${body.length} bytes instead of 3`)
    // Code 0 is not an exception that the specification knows; a device that sends it has lost its mind.
    return third === 0 ? wrong('exception code 0') : { kind: 'exception', code: third }
  }
  if (code !== expected.functionCode)
    return wrong(`answer to function ${code}, asked ${expected.functionCode}`)
  if (third !== expected.byteCount) return wrong(`byte count ${third}, asked ${expected.byteCount}`)
  if (body.length !== 3 + third) return wrong(`${body.length - 3} data bytes under byte count ${third}`)
  return { kind: 'data' }
}

/**
 * A line that gives back what is sent. The request's own bytes are never an answer, though they may look like one: those of
 * a read of 17 to 24 bits at an address from 0x0300 to 0x03FF are a whole answer of three bytes.
 */
export const echoReason = 'the request itself came back: the line has an echo'

const wrong = (reason: string): AnswerKind => ({ kind: 'wrong', reason })
