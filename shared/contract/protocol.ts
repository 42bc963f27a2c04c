import type { CommandName, DesktopCommandName, TopicName } from './names.ts'

/**
 * The messages between the interface and a gateway, the same over Electron IPC and over a WebSocket (there as JSON
 * text). The server parses what arrives with the schemas of client-message.ts.
 *
 *     client                                   server
 *     hello { version, token }            ->
 *                                         <-   welcome { gatewayId, … } or refused
 *     call { id, name, args }             ->
 *                                         <-   reply { id, result | error }
 *     subscribe { id, topic, args }       ->
 *                                         <-   batch { number, events: [{ id, kind, data }] }, at most 4 a second
 *     ack { number }                      ->
 *     unsubscribe { id }                  ->
 *
 * A subscription begins with a snapshot; deltas follow. A client that does not acknowledge `unacknowledgedMost` batches
 * gets nothing more until it does, and then a fresh snapshot of everything it has subscribed to: it never has a gap
 * that it does not know of. A second `hello` on the same connection starts over.
 */

/** Raised with every change that an older interface would misunderstand. */
export const contractVersion = 1

export type ClientMessage =
  | { readonly kind: 'hello'; readonly version: number; readonly token: string | null }
  | {
      readonly kind: 'call'
      readonly id: number
      readonly name: CommandName | DesktopCommandName
      readonly args: unknown
    }
  | { readonly kind: 'subscribe'; readonly id: number; readonly topic: TopicName; readonly args: unknown }
  | { readonly kind: 'unsubscribe'; readonly id: number }
  | { readonly kind: 'ack'; readonly number: number }

export type Access =
  | { readonly kind: 'full' }
  /** Everything can be looked at, nothing changed; `reason` says why in a sentence. */
  | { readonly kind: 'read-only'; readonly reason: string }

export interface Welcome {
  readonly kind: 'welcome'
  readonly gatewayId: string
  /** Of the program. */
  readonly version: string
  readonly hostName: string
  readonly configPath: string
  readonly access: Access
}

/**
 * Why a connection is not served. `not-running`: the desktop app could not start its engine. `unreachable`: the desktop
 * app does not reach the gateway that it is to look at; it tries again by itself, and a welcome follows once it does.
 */
export type RefusalCode = 'version' | 'token' | 'too-many' | 'not-running' | 'unreachable'

/** What a caller may do: correct the arguments, ask somebody with more rights, look again, or report a defect. */
export type CallErrorCode = 'invalid' | 'read-only' | 'conflict' | 'failed' | 'defect'

export interface CallError {
  readonly code: CallErrorCode
  /** A sentence for the person in front of the screen. */
  readonly message: string
}

export interface TopicEvent {
  /** Of the subscription. */
  readonly id: number
  /** `error`: this subscription cannot be served; nothing follows until it is made anew. */
  readonly kind: 'snapshot' | 'delta' | 'error'
  readonly data: unknown
}

export type ServerMessage =
  | Welcome
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string }
  | { readonly kind: 'reply'; readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly ok: false; readonly error: CallError }
  | { readonly kind: 'batch'; readonly number: number; readonly events: readonly TopicEvent[] }

/** One end of a connection, as the client sees it: what the preload script exposes and what a WebSocket becomes. */
export interface Port {
  send(message: ClientMessage): void
  onMessage(listener: (message: ServerMessage) => void): void
  /** Called once when the connection is gone, with the reason in words. Electron's port never closes by itself. */
  onClose(listener: (reason: string) => void): void
  close(): void
}
