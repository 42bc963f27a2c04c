import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import { emptyForm, type TargetForm } from './target.ts'

/** `unset`: nobody has chosen yet, the first device is offered. */
export type Chosen =
  | { readonly kind: 'unset' }
  | { readonly kind: 'device'; readonly deviceId: string }
  | { readonly kind: 'typed' }

interface TargetState {
  readonly chosen: Chosen
  /** What was typed, kept while a device is chosen. */
  readonly form: TargetForm
  /** Of what is typed; null: none. */
  readonly profile: string | null
  choose(chosen: Chosen): void
  /** Goes on with typed settings that begin with these. */
  type(form: TargetForm, profile?: string | null): void
}

/** What the tools of this page are pointed at: the same for all of them, kept until the tab of the browser is closed. */
export const useTargetStore = create<TargetState>()(
  persist(
    (set) => ({
      chosen: { kind: 'unset' },
      form: emptyForm,
      profile: null,
      choose: (chosen) => set({ chosen }),
      type: (form, profile) =>
        set((known) => ({
          chosen: { kind: 'typed' },
          form,
          profile: profile === undefined ? known.profile : profile,
        })),
    }),
    {
      name: 'gateway-ems-tester-target',
      version: 1,
      storage: createJSONStorage(() => sessionStorage),
      partialize: ({ chosen, form, profile }) => ({ chosen, form, profile }),
    },
  ),
)
