/** Numbers and dates as each language writes them; what is not known is a word, never a zero. */
import { currentLanguage, i18n } from './language'

export type NumberFormat = 'amount' | 'percent' | 'percent0' | 'percent2' | 'percentPoints' | 'hundredths' | 'count' | 'factor' | 'plain'

const FORMS = new Map<string, Intl.NumberFormat>()

function form(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options)
  let found = FORMS.get(key)
  if (!found) FORMS.set(key, (found = new Intl.NumberFormat(language, options)))
  return found
}

/** What a sum of tonnes leaves where nothing is left: less than a gram. */
const NOTHING = 5e-7

/** Decimals that a size deserves: whole tonnes above a thousand, three figures below one. */
export function decimals(size: number): Intl.NumberFormatOptions {
  if (size === 0 || size >= 1000) return { maximumFractionDigits: 0 }
  if (size >= 1) return { minimumFractionDigits: 1, maximumFractionDigits: 1 }
  return { maximumSignificantDigits: 3 }
}

/** A number in words of the reader's language. */
export function formatNumber(value: number | null | undefined, kind: NumberFormat = 'amount', signed = false): string {
  if (value === null || value === undefined || Number.isNaN(value)) return i18n.global.t('unknown')
  const sign: Intl.NumberFormatOptions = signed ? { signDisplay: 'exceptZero' } : {}
  const language = currentLanguage()
  switch (kind) {
    case 'percent':
      return form(language, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1, ...sign }).format(value)
    case 'percent0':
      return form(language, { style: 'percent', maximumFractionDigits: 0, ...sign }).format(value)
    case 'percent2':
      return form(language, { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2, ...sign }).format(value)
    case 'percentPoints':
      return form(language, { minimumFractionDigits: 1, maximumFractionDigits: 1, ...sign }).format(value * 100)
    case 'hundredths':
      return form(language, { minimumFractionDigits: 2, maximumFractionDigits: 2, ...sign }).format(value)
    case 'count':
      return form(language, { maximumFractionDigits: 0, ...sign }).format(value)
    case 'factor':
      return form(language, { maximumSignificantDigits: 6, ...sign }).format(value)
    case 'plain':
      return form(language, { maximumFractionDigits: 6, ...sign }).format(value)
    default:
      return form(language, { ...decimals(Math.abs(value)), ...sign }).format(Math.abs(value) < NOTHING ? 0 : value)
  }
}

/** A short number for the axis of a chart. */
export function formatAxis(value: number): string {
  return form(currentLanguage(), { notation: 'compact', maximumSignificantDigits: 3 }).format(value)
}

/** A calendar day as the language writes it. */
export function formatDay(iso: string | null | undefined): string {
  if (!iso) return i18n.global.t('unknown')
  const [year, month, date] = iso.slice(0, 10).split('-').map(Number)
  const at = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, date ?? 1))
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeZone: 'UTC' }).format(at)
}

/** A month, `2023-01`, as the language writes it. */
export function formatMonth(iso: string, style: 'short' | 'long' = 'short'): string {
  const [year, number] = iso.split('-').map(Number)
  const at = new Date(Date.UTC(year ?? 0, (number ?? 1) - 1, 1))
  const options: Intl.DateTimeFormatOptions = style === 'long' ? { month: 'long', year: 'numeric' } : { month: 'short' }
  return new Intl.DateTimeFormat(currentLanguage(), { ...options, timeZone: 'UTC' }).format(at)
}

/** A moment, in the reader's own zone. */
export function formatDateTime(iso: string | null | undefined): string {
  if (!iso) return i18n.global.t('unknown')
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
}

/** Bytes in the unit that a person would say. */
export function formatBytes(size: number | null): string {
  if (size === null) return i18n.global.t('unknown')
  const [unit, scale] = size < 1e6 ? (['kilobyte', 1e3] as const) : (['megabyte', 1e6] as const)
  return form(currentLanguage(), { style: 'unit', unit, maximumFractionDigits: 1 }).format(size / scale)
}
