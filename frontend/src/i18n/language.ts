/** The two languages of the console: the messages, which language is on, and how it is kept. */
import { createI18n } from 'vue-i18n'
import { en } from './locales/en'
import { zh } from './locales/zh'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]
const STORAGE_KEY = 'tanlu.language'

function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(STORAGE_KEY)
  if (asked) return asked.startsWith('zh') ? 'zh-CN' : 'en'
  return navigator.languages.some((each) => each.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en'
}

export const i18n = createI18n<[typeof zh], Language, false>({
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
  return i18n.global.locale.value
}

/** Switch the words, the numbers and the document's own language. */
export function setLanguage(language: Language): void {
  i18n.global.locale.value = language
  localStorage.setItem(STORAGE_KEY, language)
  document.documentElement.lang = language
}

document.documentElement.lang = currentLanguage()
