import type { Clock } from '../clock.ts'
import { createLinkFactory, type LinkFactory } from '../link-factory.ts'
import { silentLogger } from '../logger.ts'
import { createLines, type Lines } from './lines.ts'

/** Lines of a program that collects nothing itself, as a command of the command line. */
export function createLoneLines(clock: Clock): {
  readonly lines: Lines
  readonly watchFrames: LinkFactory['watchFrames']
} {
  const factory = createLinkFactory({ clock, logger: silentLogger, sink: () => {} })
  return {
    lines: createLines({
      collector: { held: () => null },
      openLink: (config) => factory.openAside(config),
      clock,
    }),
    watchFrames: (listener) => factory.watchFrames(listener),
  }
}
