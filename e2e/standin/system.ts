// The computer around the app: one screen, power, a keychain, pictures that nobody sees.
import { EventEmitter } from 'node:events'
import { strict } from './strict.ts'

const image = (): object =>
  strict({ isEmpty: () => false, getSize: () => ({ width: 16, height: 16 }), resize: image }, 'NativeImage')
export const nativeImage = strict({ createFromPath: image }, 'nativeImage')

const area = { x: 0, y: 0, width: 1920, height: 1080 }
const display = { id: 1, bounds: area, workArea: area, workAreaSize: area, size: area, scaleFactor: 1 }
export const screen = strict(
  Object.assign(new EventEmitter(), {
    getPrimaryDisplay: () => display,
    getAllDisplays: () => [display],
  }),
  'screen',
)

export const powerMonitor = strict(new EventEmitter(), 'powerMonitor')

const blockers = new Set<number>()
let lastBlocker = 0
export const powerSaveBlocker = strict(
  {
    start: () => {
      lastBlocker += 1
      blockers.add(lastBlocker)
      return lastBlocker
    },
    stop: (id: number) => blockers.delete(id),
    isStarted: (id: number) => blockers.has(id),
  },
  'powerSaveBlocker',
)

/** Hides a text from a reader of the file, which is all that a spec can look at. STANDIN_KEYRING=none: there is no keychain. */
const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a))
const hasKeyring = (): boolean => process.env['STANDIN_KEYRING'] !== 'none'
export const safeStorage = strict(
  {
    isEncryptionAvailable: hasKeyring,
    getSelectedStorageBackend: () => (hasKeyring() ? 'gnome_libsecret' : 'basic_text'),
    encryptString: (text: string) => turned(Buffer.from(text)),
    decryptString: (bytes: Buffer) => turned(bytes).toString(),
  },
  'safeStorage',
)
