/** The two languages of the console: which one is on, and how it is kept. */
import { createI18n } from 'vue-i18n'
import { en } from './locales/en'
import { zh } from './locales/zh'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]
const KEPT = 'tanlu.language'

function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(KEPT)
  if (asked) return asked.startsWith('zh') ? 'zh-CN' : 'en'
  return navigator.languages.some((each) => each.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en'
}

export const words = createI18n<[typeof zh], Language, false>({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: [],
  messages: { 'zh-CN': zh, en },
  missing: (language, key) => {
    console.error(`no words for ${key} in ${language}`)
    return key
  },
  missingWarn: false,
})

export function currentLanguage(): Language {
  return words.global.locale.value
}

/** Switch the words, the numbers and the document's own language. */
export function speak(language: Language): void {
  words.global.locale.value = language
  localStorage.setItem(KEPT, language)
  document.documentElement.lang = language
}

document.documentElement.lang = currentLanguage()
