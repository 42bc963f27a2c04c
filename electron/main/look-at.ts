import { safeStorage } from 'electron'
import type { LookedAt } from '../../shared/contract/desktop.ts'
import type { SettingsFile } from './settings-file.ts'

/** Which gateway the window shows. The token of a remote one is kept by the system's keychain, or not at all. */
export class LookAt {
  readonly #file: SettingsFile
  #token: string | null

  constructor(file: SettingsFile) {
    this.#file = file
    this.#token = decrypted(file.settings.encryptedToken)
  }

  get target(): LookedAt {
    return this.#file.settings.lookingAt
  }

  /** null: none is known. */
  get token(): string | null {
    return this.#token
  }

  /** @param token null: the one that is known, if it is of the same gateway */
  set(target: LookedAt, token: string | null): void {
    const isSame = sameTarget(target, this.target)
    this.#token = token ?? (isSame ? this.#token : null)
    this.#file.change({ lookingAt: target, encryptedToken: encrypted(this.#token) })
  }
}

function sameTarget(a: LookedAt, b: LookedAt): boolean {
  return a.kind === 'remote' ? b.kind === 'remote' && a.address === b.address : b.kind === 'local'
}

/**
 * Whether what is encrypted can be read by this person alone. On Linux without a keyring Chromium would use a
 * password that everybody knows, which protects nothing.
 */
export function canKeepToken(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}

function encrypted(token: string | null): string | null {
  return token !== null && canKeepToken() ? safeStorage.encryptString(token).toString('base64') : null
}

function decrypted(text: string | null): string | null {
  if (text === null || !canKeepToken()) return null
  try {
    return safeStorage.decryptString(Buffer.from(text, 'base64'))
  } catch {
    // Encrypted by another person or another keychain: the window asks for it.
    return null
  }
}
