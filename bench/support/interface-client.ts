import { WebSocket } from 'undici'
import { contractVersion, type ServerMessage } from '../../shared/contract/protocol.ts'
import type { StatusDelta, StatusSnapshot } from '../../shared/contract/status.ts'

/**
 * An overview that is open: follows the status and acknowledges every batch.
 *
 *     node bench/support/interface-client.ts http://127.0.0.1:8080
 *
 * Prints {} once it has the first snapshot, and what it got since when its input ends.
 */
const url = process.argv[2] ?? ''
const startedMs = performance.now()
const got = { firstSnapshotMs: 0, snapshotBytes: 0, batches: 0, rows: 0, bytes: 0 }
const socket = new WebSocket(`${url.replace('http', 'ws')}/ipc`)
const say = (message: unknown): void => socket.send(JSON.stringify(message))

socket.addEventListener('open', () => {
  say({ kind: 'hello', version: contractVersion, token: null })
  say({ kind: 'subscribe', id: 1, topic: 'status', args: {} })
})
socket.addEventListener('message', ({ data }) => {
  const text = String(data)
  const message = JSON.parse(text) as ServerMessage
  if (message.kind !== 'batch') return
  say({ kind: 'ack', number: message.number })
  if (got.snapshotBytes === 0) {
    got.firstSnapshotMs = performance.now() - startedMs
    got.snapshotBytes = text.length
    console.log('{}')
    return
  }
  got.batches++
  got.bytes += text.length
  for (const { data: status } of message.events) {
    got.rows += (status as StatusSnapshot | StatusDelta).devices.length
  }
})
process.stdin.resume().on('end', () => {
  console.log(JSON.stringify(got))
  socket.close()
})
