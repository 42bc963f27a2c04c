import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Nothing from elsewhere, no inline script. Mantine writes styles into the page. */
const contentPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const pageHeaders = {
  'content-security-policy': contentPolicy,
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

const notBuilt = 'The interface is not built. Build it with: npm run build\n'

/** Serves the built interface from `folder`; a sentence where it has not been built. */
export async function serveInterfaceFiles(app: FastifyInstance, folder: string): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => void reply.headers(pageHeaders))
  if (!existsSync(join(folder, 'index.html'))) {
    app.get('/', (_request, reply) => reply.code(503).type('text/plain; charset=utf-8').send(notBuilt))
    return
  }
  await app.register(fastifyStatic, {
    root: folder,
    dotfiles: 'deny',
    cacheControl: false,
    setHeaders: (reply, path) => {
      // Their names carry a hash of what is in them.
      const isHashed = path.startsWith(join(folder, 'assets'))
      void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-store')
    },
  })
}
