import type { CallErrorCode } from '../../shared/contract/protocol.ts'

/** Thrown by a handler or a feed that cannot do what it was asked; the message is for the person at the screen. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  readonly code: CallErrorCode

  constructor(code: CallErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
