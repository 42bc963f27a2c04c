import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import type { Table } from '../../../../shared/model/index.ts'
import { type Hidden, hiddenAtFirst } from './probe-columns.ts'
import { emptyShown, type ShownRow } from './shown-rows.ts'

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
    /** At least one. */
    readonly rows: readonly ShownRow[]
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
  /** The search has been gone to from somewhere else: its field is to have the focus. */
  readonly isFindWanted: boolean
  change<K extends keyof ToolForms>(tool: K, form: ToolForms[K]): void
  lookIn(range: Pick<ToolForms['find'], 'tables' | 'from' | 'to'>): void
  findReached(): void
}

const atFirst: ToolForms = {
  probe: { table: 'HOLDING', address: '0', count: '40', everySeconds: 0 },
  find: { tables: ['HOLDING', 'INPUT'], from: '0', to: '499', rows: [emptyShown] },
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
      isFindWanted: false,
      lookIn: (range) => set(({ find }) => ({ find: { ...find, ...range }, isFindWanted: true })),
      findReached: () => set({ isFindWanted: false }),
      change: (tool, form) => set({ [tool]: form }),
    }),
    {
      name: 'gateway-ems-tester-tools',
      version: 2,
      // Forms of another version are not worth being read.
      migrate: () => atFirst,
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
