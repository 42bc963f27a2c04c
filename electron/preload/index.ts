import { contextBridge, ipcRenderer } from 'electron'
import { commandNames } from '../../shared/contract/names.ts'

const known: ReadonlySet<string> = new Set(commandNames)

contextBridge.exposeInMainWorld('gateway', {
  invoke(name: string, args: unknown): Promise<unknown> {
    return known.has(name)
      ? ipcRenderer.invoke(`gateway:${name}`, args)
      : Promise.reject(new Error(`no such command: ${name}`))
  },
})
