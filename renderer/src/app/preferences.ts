import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export const languages = ['en', 'es'] as const
export type Language = (typeof languages)[number]
export type Theme = 'system' | 'light' | 'dark'

export interface Preferences {
  readonly theme: Theme
  /** null: as the system says. */
  readonly language: Language | null
  setTheme(theme: Theme): void
  setLanguage(language: Language | null): void
}

/** What this person has chosen on this computer; kept in the browser. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: 'system',
      language: null,
      setTheme: (theme) => set({ theme }),
      setLanguage: (language) => set({ language }),
    }),
    { name: 'gateway-ems-preferences' },
  ),
)

/** The first language of the system that the interface speaks; English where it speaks none of them. */
export function systemLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const known = languages.find((language) => tag.toLowerCase().split('-')[0] === language)
    if (known !== undefined) return known
  }
  return 'en'
}
