import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Our own page, of the development server or of the package. */
export interface Page {
  readonly url: string
  readonly isDevelopment: boolean
  isOurs(url: string): boolean
}

export function pageOf(packageDir: string, developmentUrl: string | undefined): Page {
  if (developmentUrl !== undefined) {
    const { origin, href } = new URL(developmentUrl)
    return { url: href, isDevelopment: true, isOurs: (url) => originOf(url) === origin }
  }
  const { href } = pathToFileURL(join(packageDir, 'out', 'renderer', 'index.html'))
  // Places in the page are behind the `#`.
  return { url: href, isDevelopment: false, isOurs: (url) => url.split('#')[0] === href }
}

/**
 * The window shows our page. A frame in it shows what our page itself wrote into it, a report: that has no address but
 * `about:srcdoc`, and does not count as a source of frames for the content policy, which knows none.
 */
export function mayNavigate({ isOurs }: Page, url: string, isMainFrame: boolean): boolean {
  return isMainFrame ? isOurs(url) : url === 'about:srcdoc'
}

function originOf(url: string): string | null {
  try {
    return new URL(url).origin
  } catch {
    return null
  }
}
