import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { GatewayAddress } from '../../ipc/gateway-address.ts'
import type { Shell } from '../shell.ts'
import { safe } from '../text.ts'
import { connectGateway, type GatewayClient } from './gateway-client.ts'

export interface ConnectOptions {
  readonly config: string
  readonly token?: string
}

/**
 * A connection to the collector of the data directory, with what the person gave as the token before what lies there. Where
 * it reads another file than the command, that is said: a device is what the collector's file makes of it.
 *
 * @param signal gives up the attempt
 * @throws CommandError
 */
export async function connectCollector(
  { url, token }: GatewayAddress,
  { config, token: given }: ConnectOptions,
  shell: Shell,
  signal?: AbortSignal,
): Promise<GatewayClient> {
  const client = await connectGateway(url, given ?? shell.env['GATEWAY_TOKEN'] ?? token, signal)
  const own = resolve(config)
  if (existsSync(own) && own !== client.configPath)
    shell.note(
      safe(`the collector reads ${client.configPath}, not ${own}: its devices are those of that file`),
    )
  return client
}
