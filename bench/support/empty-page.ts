import { createServer } from 'node:http'

export interface EmptyPage {
  readonly url: string
  close(): Promise<void>
}

/** What a browser needs in any case: one digit, no script, no style. */
export async function serveEmptyPage(): Promise<EmptyPage> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end('<!doctype html><title>empty</title><link rel="icon" href="data:,"><p>1</p>')
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(address !== null && typeof address === 'object' ? address.port : 0)
    })
  })
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
