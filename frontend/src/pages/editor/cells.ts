/** The cells of a question as the form, the reading and the comparison need them. */
import type { Cells } from '@/api/editor'
import { currentLanguage } from '@/i18n/language'

export const LETTERS = ['a', 'b', 'c', 'd'] as const
export const CONTENT_LANGUAGES = ['zh', 'en'] as const
export type ContentLanguage = (typeof CONTENT_LANGUAGES)[number]
export const THEMES = ['energy', 'industry', 'transport', 'buildings', 'food_and_land', 'sinks', 'policy_and_markets', 'daily_life'] as const
export const TEXT_COLUMNS = ['text_zh', 'text_en', 'explanation_zh', 'explanation_en', 'source', 'source_date'] as const

/** A copy for the form: always four options. */
export function formOf(cells: Cells): Cells {
  const four = (options: string[]) => LETTERS.map((_, place) => options[place] ?? '')
  return { ...cells, options_zh: four(cells.options_zh), options_en: four(cells.options_en) }
}

/** What is sent: trimmed, and without options at the end that are empty in both languages. */
export function cellsOf(form: Cells): Cells {
  const trimmed = { ...form }
  for (const name of TEXT_COLUMNS) trimmed[name] = form[name].trim()
  const [zh, en] = [form.options_zh, form.options_en].map((options) => options.map((option) => option.trim())) as [string[], string[]]
  let count = LETTERS.length
  while (count > 0 && !zh[count - 1] && !en[count - 1]) count -= 1
  return { ...trimmed, options_zh: zh.slice(0, count), options_en: en.slice(0, count) }
}

/** Whether two drafts say the same. */
export const isSame = (one: Cells, other: Cells) => JSON.stringify(cellsOf(formOf(one))) === JSON.stringify(cellsOf(formOf(other)))

/** What is asked, in the reader's language where it is written in it. */
export function questionText(cells: { text_zh: string; text_en: string }): { text: string; lang: string } {
  const zh = { text: cells.text_zh, lang: 'zh-CN' }
  const en = { text: cells.text_en, lang: 'en' }
  const [first, second] = currentLanguage() === 'zh-CN' ? [zh, en] : [en, zh]
  return first.text ? first : second
}
export const languageTag = (language: ContentLanguage) => (language === 'zh' ? 'zh-CN' : 'en')
