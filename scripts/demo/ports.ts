import { createServer } from 'node:net'

/** The port itself where it is free, else 0: any free one. */
export async function freeOr0(port: number): Promise<number> {
  const probe = createServer()
  return new Promise((resolve) => {
    probe.once('error', () => resolve(0))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)))
  })
}
