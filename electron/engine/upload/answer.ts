import { z } from 'zod'
import type { Rejection } from '../store/batch.ts'
import type { NoAnswer } from './no-answer.ts'

/** What came back for one request. */
export type Answer =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly retryAfter: string | null
      /** The server's own time, so that a date in Retry-After means what the server meant. */
      readonly date: string | null
      /** Text as far as it was read. */
      readonly body: string
      /** The body went on beyond what is read of an answer. */
      readonly truncated: boolean
    }
  | NoAnswer

/** What an answer means for the batch. */
export type Verdict =
  | {
      readonly kind: 'delivered'
      readonly rejected: readonly Rejection[]
      /** Something the answer said that could not be understood. */
      readonly remark: string | null
    }
  /** Some reading in it offends. */
  | { readonly kind: 'offending'; readonly reason: string }
  | { readonly kind: 'too-large'; readonly reason: string }
  /** A person has to act. */
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  /** Later, the same again. `retryAfterMs` is what the server asked for, uncapped. */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs: number | null }

const longestReason = 500

/** The protocol's table of answers. @param wallMs for a date in Retry-After when the server does not tell its own */
export function verdictOf(answer: Answer, wallMs: number): Verdict {
  if (answer.kind === 'none') return { kind: 'failed', reason: answer.reason, retryAfterMs: null }
  const { status } = answer
  if (status >= 200 && status < 300) return delivered(answer)
  const said = saidIn(answer.body)
  const reason = said === '' ? `HTTP ${status}` : `HTTP ${status}: ${said}`
  switch (status) {
    case 400:
    case 422:
      return { kind: 'offending', reason }
    case 409:
      return { kind: 'delivered', rejected: [], remark: null }
    case 413:
      return { kind: 'too-large', reason }
    case 408:
    case 425:
    case 429:
      return { kind: 'failed', reason, retryAfterMs: retryAfterMs(answer, wallMs) }
  }
  if (status >= 500) return { kind: 'failed', reason, retryAfterMs: retryAfterMs(answer, wallMs) }
  // Redirects are not followed: the token would go where nobody has sent it. Other 4xx need a person too.
  return { kind: 'refused', status, reason: said === '' ? wordsFor(status) : said }
}

type StatusAnswer = Answer & { readonly kind: 'status' }

const rejectionSchema = z.object({ seq: z.int(), reason: z.unknown().optional() })
const acceptedSchema = z.object({ rejected: z.array(z.unknown()) })

/** A 2xx delivers whatever its body is; only a list of rejected readings means more. */
function delivered({ body, truncated }: StatusAnswer): Verdict {
  if (truncated) return { kind: 'delivered', rejected: [], remark: 'the answer was too long to be read' }
  const accepted = acceptedSchema.safeParse(jsonIn(body))
  if (!accepted.success) return { kind: 'delivered', rejected: [], remark: null }
  const entries = accepted.data.rejected.map((entry) => rejectionSchema.safeParse(entry))
  const rejected = entries.flatMap(({ data }) =>
    data === undefined ? [] : [{ seq: data.seq, reason: reasonOf(data.reason) }],
  )
  const strange = entries.length - rejected.length
  const remark = strange === 0 ? null : `${strange} entries of "rejected" name no seq`
  return { kind: 'delivered', rejected, remark }
}

function reasonOf(reason: unknown): string {
  if (reason === undefined || reason === null || reason === '') return 'no reason given'
  return inOneLine(typeof reason === 'string' ? reason : JSON.stringify(reason))
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** What the answer says, in one line: a page of HTML would fill the log. */
function saidIn(body: string): string {
  const text = /^\s*<(!doctype|html|\?xml)/i.test(body)
    ? (/<title>([^<]*)<\/title>/i.exec(body)?.[1] ?? '')
    : body
  return inOneLine(text)
}

/** It is kept with dead letters, logged and shown: a word from the server, never a page or lines of its own. */
function inOneLine(text: string): string {
  // Control characters would let an answer write log lines of its own.
  // oxlint-disable-next-line no-control-regex
  const line = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, ' ').trim()
  return line.length > longestReason ? `${line.slice(0, longestReason)}…` : line
}

function wordsFor(status: number): string {
  if (status >= 300 && status < 400) return 'it redirects, which is not followed'
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not found'
  if (status === 405) return 'method not allowed'
  return 'it says no more'
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3); null where there is none or it makes no sense. */
function retryAfterMs({ retryAfter, date }: StatusAnswer, wallMs: number): number | null {
  const text = retryAfter?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1_000
  // Three letters of a weekday begin every form of an HTTP date; Date.parse takes much else.
  if (!/^[A-Za-z]{3}/.test(text)) return null
  const untilMs = Date.parse(text)
  const serverMs = date === null ? Number.NaN : Date.parse(date)
  return Number.isNaN(untilMs) ? null : Math.max(0, untilMs - (Number.isNaN(serverMs) ? wallMs : serverMs))
}
