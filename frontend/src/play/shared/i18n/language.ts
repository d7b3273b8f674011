/** The two languages of the public pages, and figures as each writes them. */
import { computed, ref } from 'vue'
import { saveItem, loadItem } from '../storage'
import type { Lang } from '../../shapes'
import { en } from './locales/en'
import { zh, type Messages } from './locales/zh'

function firstLanguage(): Lang {
  const asked = new URLSearchParams(location.search).get('lang') ?? loadItem('language', '')
  if (asked) return asked.startsWith('zh') ? 'zh' : 'en'
  return navigator.languages.some((each) => each.toLowerCase().startsWith('zh')) ? 'zh' : 'en'
}

export const language = ref<Lang>(firstLanguage())
export const messages = computed<Messages>(() => (language.value === 'zh' ? zh : en))

/** The language as a document names it. */
export function languageTag(lang: Lang): string {
  return lang === 'zh' ? 'zh-CN' : 'en'
}

/** Switch the words, the figures and the document's own language. */
export function setLanguage(lang: Lang): void {
  language.value = lang
  saveItem('language', lang)
  document.documentElement.lang = languageTag(lang)
}
document.documentElement.lang = languageTag(language.value)

/** Whole fen as yuan, to the last fen: `0.10 元`, `CNY 0.10`; digits are cut from whole numbers, so nothing is rounded. */
export function formatYuan(fen: number): string {
  const whole = formatCount(Math.trunc(Math.abs(fen) / 100))
  const rest = String(Math.abs(fen) % 100).padStart(2, '0')
  const sign = fen < 0 ? '\u2212' : ''
  return language.value === 'zh' ? `${sign}${whole}.${rest} 元` : `${sign}CNY ${whole}.${rest}`
}

/** A whole number. */
export function formatCount(value: number): string {
  return new Intl.NumberFormat(languageTag(language.value), { maximumFractionDigits: 6 }).format(value)
}

/** A share in per cent. */
export function formatPercent(share: number): string {
  return new Intl.NumberFormat(languageTag(language.value), { style: 'percent', maximumFractionDigits: 0 }).format(share)
}

/** A moment, in the reader's own zone. */
export function formatDateTime(iso: string): string {
  return new Intl.DateTimeFormat(languageTag(language.value), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
}

/** The day in Shanghai, which is the quiz's day: `2026-03-01`. */
export function today(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date())
}
