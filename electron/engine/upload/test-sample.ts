import { isoTime } from '../store/wire.ts'

/** What the API test sends: a batch of its own with one reading, marked as a test in three places. */
export interface TestSample {
  /** Idempotency key, as of any batch. */
  readonly key: string
  readonly body: string
  /** Of its only reading. */
  readonly seq: number
}

/**
 * The gateway in it is `<gateway id>:test`, so that an API that keeps each reading once by gateway and seq never takes it
 * for one of the gateway's own. Its seq is the time in seconds: two tests are two readings.
 */
export function testSample(gatewayId: string, wallMs: number): TestSample {
  const seq = Math.floor(wallMs / 1_000)
  const testId = `${gatewayId}:test`
  const body = JSON.stringify({
    gateway_id: testId,
    test: true,
    sent_at: isoTime(wallMs),
    readings: [
      {
        seq,
        device_id: 'GATEWAY_TEST',
        device_name: 'Test of the API',
        device_type: 'TEST',
        timestamp: isoTime(wallMs),
        slot: isoTime(wallMs),
        latency_ms: null,
        measurements: { Test: { value: 1, unit: '', quality: 'GOOD' } },
      },
    ],
  })
  return { key: `${testId}:${seq}-${seq}`, body, seq }
}
