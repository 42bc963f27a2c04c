import { createInstance } from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import { type Language, languages, systemLanguage, usePreferences } from './preferences.ts'

const i18n = createInstance()

const chosenLanguage = (): Language =>
  usePreferences.getState().language ?? systemLanguage(navigator.languages)

void i18n.use(initReactI18next).init({
  lng: chosenLanguage(),
  fallbackLng: 'en',
  supportedLngs: languages,
  resources: {},
  // React escapes what it shows.
  interpolation: { escapeValue: false },
  initAsync: false,
  react: { useSuspense: false },
})

function speakChosenLanguage(): void {
  const language = chosenLanguage()
  document.documentElement.lang = language
  if (i18n.language !== language) void i18n.changeLanguage(language)
}
speakChosenLanguage()
usePreferences.subscribe(speakChosenLanguage)

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
  return () => {
    // The hook of the component that calls.
    // oxlint-disable-next-line react-hooks/rules-of-hooks
    const { t } = useTranslation(namespace, { i18n })
    return (key, values) => t(key, values)
  }
}

/** `depth_one` and `depth_other` are asked for as `depth`. */
type PluralKeys<T> = { [K in keyof T as K extends `${infer Stem}_other` ? Stem : never]: string }

/** `es` or `en`: for dates and numbers. */
export function useLanguage(): Language {
  const { i18n: instance } = useTranslation(undefined, { i18n })
  return instance.language === 'es' ? 'es' : 'en'
}
