import { createInstance } from 'i18next'
import { type Language, languages, systemLanguage, usePreferences } from './preferences.ts'

const i18n = createInstance()

void i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  supportedLngs: languages,
  resources: {},
  // React escapes what it shows.
  interpolation: { escapeValue: false },
  initAsync: false,
})

const unchosen = systemLanguage(navigator.languages)

/** For dates and numbers too. */
export const useLanguage = (): Language => usePreferences(({ language }) => language ?? unchosen)

function nameLanguage(): void {
  document.documentElement.lang = usePreferences.getState().language ?? unchosen
}
nameLanguage()
usePreferences.subscribe(nameLanguage)

export type Say<T> = (key: keyof T & string, values?: Readonly<Record<string, string | number>>) => string

/**
 * The words of one part of the interface in every language; a missing one does not compile. Values stand in double
 * braces, plurals in `key_one` and `key_other` with `count`:
 *
 *     const useWords = defineTexts('queue', { en: { depth: '{{count}} waiting' }, es: { depth: '…' } })
 *     const say = useWords()
 *     say('depth', { count: 3 })
 */
export function defineTexts<T extends Record<string, string>>(
  namespace: string,
  texts: { readonly en: T; readonly es: { readonly [K in keyof T]: string } },
): () => Say<T & PluralKeys<T>> {
  for (const language of languages) i18n.addResourceBundle(language, namespace, texts[language])
  const sayIn = (language: Language): Say<T & PluralKeys<T>> => {
    const t = i18n.getFixedT(language, namespace)
    return (key, values) => t(key, values)
  }
  const byLanguage = { en: sayIn('en'), es: sayIn('es') }
  return () => byLanguage[useLanguage()]
}

/** `depth_one` and `depth_other` are asked for as `depth`. */
type PluralKeys<T> = { [K in keyof T as K extends `${infer Stem}_other` ? Stem : never]: string }
