import type { LineTarget } from '../../../shared/contract/tester.ts'
import type { DeviceConfig, LinkConfig } from '../../../shared/model/index.ts'

/** How a device is reached, as the tester is told: in whole milliseconds, where config.ini may have `12.5ms`. */
export function lineTargetOf({ link, timeoutMs, requestDelayMs }: DeviceConfig): LineTarget {
  return {
    endpoint: endpointOf(link),
    timeoutMs: Math.round(timeoutMs),
    requestDelayMs: Math.round(requestDelayMs),
  }
}

function endpointOf(link: LinkConfig): LineTarget['endpoint'] {
  if (link.kind !== 'tcp') return { ...link }
  const { kind, host, port } = link
  return { kind, host, port }
}
