import type { Args, Result } from '../../../shared/contract/commands.ts'
import type { CommandName } from '../../../shared/contract/names.ts'

/** What the preload script puts on the page. */
export interface GatewayBridge {
  invoke(name: CommandName, args: unknown): Promise<unknown>
}

declare global {
  interface Window {
    readonly gateway: GatewayBridge
  }
}

/** Calls the engine. The server has parsed the arguments and made the result from the same schema. */
export async function call<K extends CommandName>(name: K, args: Args<K>): Promise<Result<K>> {
  return (await window.gateway.invoke(name, args)) as Result<K>
}
