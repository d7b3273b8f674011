/** The two languages of the public pages, and figures as each writes them. */
import { computed, ref } from 'vue'
import { keep, kept } from '../storage'
import type { Lang } from '../../shapes'
import { en } from './locales/en'
import { zh, type Words } from './locales/zh'

function firstLanguage(): Lang {
  const asked = new URLSearchParams(location.search).get('lang') ?? kept('language', '')
  if (asked) return asked.startsWith('zh') ? 'zh' : 'en'
  return navigator.languages.some((each) => each.toLowerCase().startsWith('zh')) ? 'zh' : 'en'
}

export const language = ref<Lang>(firstLanguage())
export const words = computed<Words>(() => (language.value === 'zh' ? zh : en))

/** The language as a document names it. */
export function tagOf(lang: Lang): string {
  return lang === 'zh' ? 'zh-CN' : 'en'
}

/** Switch the words, the figures and the document's own language. */
export function speak(lang: Lang): void {
  language.value = lang
  keep('language', lang)
  document.documentElement.lang = tagOf(lang)
}
document.documentElement.lang = tagOf(language.value)

/** Whole fen as yuan, to the last fen: `0.10 元`, `CNY 0.10`; digits are cut from whole numbers, so nothing is rounded. */
export function yuan(fen: number): string {
  const whole = count(Math.trunc(Math.abs(fen) / 100))
  const rest = String(Math.abs(fen) % 100).padStart(2, '0')
  const sign = fen < 0 ? '\u2212' : ''
  return language.value === 'zh' ? `${sign}${whole}.${rest} 元` : `${sign}CNY ${whole}.${rest}`
}

/** A whole number. */
export function count(value: number): string {
  return new Intl.NumberFormat(tagOf(language.value), { maximumFractionDigits: 6 }).format(value)
}

/** A share in per cent. */
export function percent(share: number): string {
  return new Intl.NumberFormat(tagOf(language.value), { style: 'percent', maximumFractionDigits: 0 }).format(share)
}

/** A moment, in the reader's own zone. */
export function moment(iso: string): string {
  return new Intl.DateTimeFormat(tagOf(language.value), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
}

/** The day in Shanghai, which is the quiz's day: `2026-03-01`. */
export function today(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date())
}
