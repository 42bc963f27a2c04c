import { parseArgs } from 'node:util'

/** How the desktop app was started. */
export type StartRequest =
  | {
      readonly kind: 'window'
      /** Started with the session: in the tray, the window on request. */
      readonly isHidden: boolean
      readonly configPath: string | null
      readonly dataDir: string | null
    }
  /** No window and no display: `gateway-ems run` with these arguments. */
  | { readonly kind: 'headless'; readonly args: readonly string[] }

/**
 * Switches of Electron and Chromium, which see the same command line. With a value they are written with `=`; what
 * else they understand is not for a gateway.
 */
const ofElectron =
  /^--(?:no-sandbox|inspect(?:-brk)?|remote-debugging-(?:port|pipe)|user-data-dir|lang|(?:disable|enable|ozone|use|log|force)-[a-z0-9-]+)(?:=|$)/

/**
 * @param args of the process, without the executable; unpackaged Electron has the app's folder among them
 * @throws Error in words where an option lacks its value
 */
export function startRequest(args: readonly string[], isPackaged: boolean): StartRequest {
  const own = ownArguments(args, isPackaged)
  if (own.includes('--headless')) return { kind: 'headless', args: own.filter((arg) => arg !== '--headless') }
  const { values } = parseArgs({
    args: [...own],
    options: {
      hidden: { type: 'boolean', default: false },
      config: { type: 'string', short: 'c' },
      'data-dir': { type: 'string', short: 'd' },
    },
    allowPositionals: true,
  })
  return {
    kind: 'window',
    isHidden: values.hidden,
    configPath: values.config ?? null,
    dataDir: values['data-dir'] ?? null,
  }
}

function ownArguments(args: readonly string[], isPackaged: boolean): readonly string[] {
  const ours = args.filter((arg) => !ofElectron.test(arg))
  if (isPackaged) return ours
  const app = ours.findIndex((arg) => !arg.startsWith('-'))
  return ours.filter((_arg, index) => index !== app)
}
