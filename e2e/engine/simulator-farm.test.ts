import net from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { farmRegister, startMeterFarm } from '../../bench/support/meter-farm.ts'

it('the benchmark’s meters answer glued and split requests, and refuse what is not there', async () => {
  const farm = await startMeterFarm(3)
  onTestFinished(() => farm.close())
  expect(new Set(farm.ports).size).toBe(3)
  const socket = net.connect(farm.ports[2]!, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let received = Buffer.alloc(0)
  socket.on('data', (data) => (received = Buffer.concat([received, data])))
  const requests = Buffer.from('000100000006010300640002000200000006090403e70002', 'hex')
  socket.write(requests.subarray(0, 5))
  await new Promise((resolve) => setImmediate(resolve))
  socket.write(requests.subarray(5))
  await vi.waitUntil(() => received.length >= 13 + 9)
  const words = Buffer.alloc(4)
  words.writeUInt16BE(farmRegister(100), 0)
  words.writeUInt16BE(farmRegister(101), 2)
  expect(received.toString('hex')).toBe(`000100000007010304${words.toString('hex')}000200000003098402`)
})
