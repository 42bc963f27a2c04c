import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import type { Table } from '../../../../shared/model/index.ts'
import { type Hidden, hiddenAtFirst } from './probe-columns.ts'

export const tables = ['HOLDING', 'INPUT', 'COIL', 'DISCRETE_INPUT'] as const satisfies readonly Table[]
export const scanKinds = ['units', 'registers', 'serial', 'sunspec'] as const
export type ScanKind = (typeof scanKinds)[number]

/** What was typed into the tools, as typed. */
export interface ToolForms {
  readonly probe: {
    readonly table: Table
    readonly address: string
    readonly count: string
    /** 0: once. */
    readonly everySeconds: number
  }
  readonly find: {
    readonly tables: readonly Table[]
    readonly from: string
    readonly to: string
    readonly shown: string
  }
  readonly scan: ScanKind
  readonly units: {
    readonly from: string
    readonly to: string
    readonly table: Table
    readonly address: string
  }
  readonly registers: { readonly table: Table; readonly from: string; readonly to: string }
  readonly serial: {
    readonly baudRates: readonly number[]
    readonly parities: readonly ('N' | 'E' | 'O')[]
    readonly stopBits: readonly (1 | 2)[]
    /** `1, 2, 5-8` */
    readonly unitIds: string
  }
  readonly hidden: Hidden
}

interface ToolState extends ToolForms {
  change<K extends keyof ToolForms>(tool: K, form: ToolForms[K]): void
}

const atFirst: ToolForms = {
  probe: { table: 'HOLDING', address: '0', count: '40', everySeconds: 0 },
  find: { tables: ['HOLDING', 'INPUT'], from: '0', to: '499', shown: '' },
  scan: 'units',
  units: { from: '1', to: '247', table: 'HOLDING', address: '0' },
  registers: { table: 'HOLDING', from: '0', to: '999' },
  serial: {
    baudRates: [9_600, 19_200, 38_400, 115_200],
    parities: ['N', 'E'],
    stopBits: [1],
    unitIds: '1',
  },
  hidden: hiddenAtFirst,
}

/** Kept until the tab of the browser is closed. */
export const useTools = create<ToolState>()(
  persist(
    (set) => ({
      ...atFirst,
      change: (tool, form) => set({ [tool]: form }),
    }),
    {
      name: 'gateway-ems-tester-tools',
      version: 1,
      storage: createJSONStorage(() => sessionStorage),
      partialize: ({ probe, find, scan, units, registers, serial, hidden }): ToolForms => ({
        probe,
        find,
        scan,
        units,
        registers,
        serial,
        hidden,
      }),
    },
  ),
)
