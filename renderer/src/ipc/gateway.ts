import type { Port } from '../../../shared/contract/protocol.ts'
import { createClient } from './client.ts'
import { openWebSocketPort, ownGatewayUrl } from './websocket-port.ts'

declare global {
  interface Window {
    /** What the desktop app's preload script puts on the page; a browser has none. */
    readonly gatewayPort?: Port
  }
}

const tokenKey = 'gateway-ems-token'

/** `#token=…` of the address that `run --serve` printed: kept for this tab, and taken out of the address bar. */
function takeTokenFromAddress(): void {
  const given = /[#&]token=([^&]*)/.exec(location.hash)?.[1]
  if (given === undefined) return
  sessionStorage.setItem(tokenKey, decodeURIComponent(given))
  history.replaceState(null, '', location.pathname + location.search)
}

takeTokenFromAddress()
const desktopPort = window.gatewayPort

/** Of this page alone: the desktop shell keeps it, and must not hear it again for another gateway. */
let desktopToken: string | null = null

/** The gateway that this window looks at. */
export const gateway = createClient({
  openPort: () => desktopPort ?? openWebSocketPort(ownGatewayUrl(location)),
  token: () => (desktopPort === undefined ? sessionStorage.getItem(tokenKey) : desktopToken),
  keepToken(token) {
    if (desktopPort === undefined) sessionStorage.setItem(tokenKey, token)
    else desktopToken = token
  },
  hasDesktop: desktopPort !== undefined,
  nowMs: () => Date.now(),
})
