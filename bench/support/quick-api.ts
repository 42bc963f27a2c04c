import { createServer } from 'node:http'

/**
 * An API that takes every batch without looking at it, so that a benchmark measures the gateway and not its peer.
 *
 *     node bench/support/quick-api.ts      prints {"url":"..."} and runs until its input ends
 */
const server = createServer((request, response) => {
  request.resume().on('end', () => response.end('{}'))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a listener without a port')
  console.log(JSON.stringify({ url: `http://127.0.0.1:${address.port}` }))
})
process.stdin.resume().on('end', () => {
  server.closeAllConnections()
  server.close()
})
