import { z } from 'zod'
import {
  probedMost,
  samplesMost,
  searchedMost,
  serialScanUnitsMost,
  shownLabelMost,
  shownTextMost,
  shownValuesMost,
  timeoutLeastMs,
  timeoutMostMs,
} from './limits.ts'

/** What the tester can be asked for. */

const host = z.string().min(1).max(253)
const port = z.int().min(1).max(65_535)
const unitId = z.int().min(0).max(255)
const pduAddress = z.int().min(0).max(65_535)
export const table = z.enum(['COIL', 'DISCRETE_INPUT', 'HOLDING', 'INPUT'])
export const byteOrder = z.enum(['ABCD', 'CDAB', 'BADC', 'DCBA'])
export const parity = z.enum(['N', 'E', 'O'])
export const stopBits = z.union([z.literal(1), z.literal(2)])
const baudRate = z.int().min(300).max(921_600)
/** Wait for one answer: whatever config.ini may say, so that every device of it can be asked. */
const timeoutMs = z.int().min(timeoutLeastMs).max(timeoutMostMs)

/** Where a meter is, as typed: what the keys of a section would say. */
export const endpoint = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tcp'), host, port }),
  z.strictObject({ kind: z.literal('rtu-over-tcp'), host, port }),
  z.strictObject({
    kind: z.literal('rtu'),
    path: z.string().min(1).max(1_024),
    baudRate,
    parity,
    stopBits,
    dataBits: z.union([z.literal(7), z.literal(8)]),
  }),
])

const line = {
  endpoint,
  timeoutMs,
  /** Extra silence between two requests. */
  requestDelayMs: z.int().min(0).max(10_000),
}
export const lineTarget = z.strictObject(line)
export const unitTarget = z.strictObject({ ...line, unitId })

/** A device of the running configuration, or settings that stand nowhere yet. */
export const testSubject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('device'), deviceId: z.string().max(300) }),
  z.strictObject({
    kind: z.literal('typed'),
    target: unitTarget,
    /** Its registers are read; null: one holding register is asked for, and a refusal proves presence as well. */
    profile: z.string().max(200).nullable(),
  }),
])

export const runRequest = z.discriminatedUnion('kind', [
  /** Layer by layer; then the sanity of the values. */
  z.strictObject({ kind: z.literal('test'), subject: testSubject }),
  /** One stretch of one table, and all that it could mean. */
  z.strictObject({
    kind: z.literal('probe'),
    target: unitTarget,
    table,
    address: pduAddress,
    /** Registers (or bits). */
    count: z.int().min(1).max(probedMost),
  }),
  /** Which registers hold what the meter's display shows. */
  z.strictObject({
    kind: z.literal('find'),
    target: unitTarget,
    tables: z.array(table).min(1).max(4),
    from: pduAddress,
    count: z.int().min(1).max(searchedMost),
    /** As on the display, `230.5`: its decimals say how exact it is. A decimal comma is one. */
    shown: z.string().min(1).max(40),
    /** An earlier `find` on the same target: only its candidates that fit the new value as well are kept. */
    narrows: z.string().max(40).nullable(),
  }),
  /** Where the values are that the display shows at one time: each of them is found by the others. */
  z.strictObject({
    kind: z.literal('find-several'),
    target: unitTarget,
    tables: z.array(table).min(1).max(4),
    from: pduAddress,
    count: z.int().min(1).max(searchedMost),
    values: z
      .array(
        z.strictObject({
          /** As in labels: with the unit it says what is measured. */
          label: z.string().max(shownLabelMost),
          /** Empty where it is not known. */
          unit: z.string().max(shownTextMost),
          /** As in `find`. */
          shown: z.string().min(1).max(shownTextMost),
        }),
      )
      .min(1)
      .max(shownValuesMost),
  }),
  z.strictObject({
    kind: z.literal('scan-units'),
    target: lineTarget,
    from: unitId,
    to: unitId,
    /** What each is asked for; any answer or exception of its own proves presence. */
    table,
    address: pduAddress,
  }),
  z.strictObject({
    kind: z.literal('scan-registers'),
    target: unitTarget,
    table,
    from: pduAddress,
    to: pduAddress,
  }),
  /** Every combination; data bits are 8. */
  z.strictObject({
    kind: z.literal('scan-serial'),
    path: z.string().min(1).max(1_024),
    baudRates: z.array(baudRate).min(1).max(20),
    parities: z.array(parity).min(1).max(3),
    stopBits: z.array(stopBits).min(1).max(2),
    unitIds: z.array(unitId).min(1).max(serialScanUnitsMost),
    timeoutMs,
  }),
  /** Models of a SunSpec device, from its base address. */
  z.strictObject({ kind: z.literal('sunspec'), target: unitTarget }),
  /** One marked sample is sent to the API. */
  z.strictObject({ kind: z.literal('api') }),
  /** The commissioning report: so many samples, one a second at most. */
  z.strictObject({
    kind: z.literal('report'),
    subject: testSubject,
    samples: z.int().min(1).max(samplesMost),
  }),
])

export type Endpoint = z.infer<typeof endpoint>
export type LineTarget = z.infer<typeof lineTarget>
export type UnitTarget = z.infer<typeof unitTarget>
export type TestSubject = z.infer<typeof testSubject>
export type RunRequest = z.infer<typeof runRequest>
export type RunKind = RunRequest['kind']
export type RequestOf<K extends RunKind> = Extract<RunRequest, { kind: K }>
