/** The part of Electron's `WebFrameMain` that says where a message comes from. */
export interface SenderFrame {
  readonly url: string
  /** null: the page itself, no frame within it. */
  readonly parent: object | null
}

/** Whether a message comes from our own page itself. A frame within it is not heard, whatever its address; nor is one that is gone. */
export function isOwnPage(frame: SenderFrame | null, isTrusted: (url: string) => boolean): boolean {
  return frame !== null && frame.parent === null && isTrusted(frame.url)
}
