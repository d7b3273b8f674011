/** The reason for a factor, which the server tells in English, in Chinese where Chinese is read; what is not recognised stays as told. */
import { currentLanguage } from './language'

const BASES: Record<string, string> = {
  average: '电网平均',
  residual: '剩余电力组合',
  ets: '碳市场核算',
  supplier: '供应商',
  fossil: '化石电力',
  marginal: '边际',
  life_cycle: '全生命周期',
  empty: '无',
}
const KINDS: Record<string, string> = { contract: '合同', certificate: '绿证', supplier: '供应商费率' }

const PATTERNS: [RegExp, (...met: string[]) => string][] = [
  [/^basis (\w+)$/, (basis) => `口径：${BASES[basis ?? ''] ?? basis}`],
  [/^own region$/, () => '本地区的因子'],
  [/^serves everywhere$/, () => '全球适用'],
  [/^parent region (\S+) of (\S+)$/, (parent, region) => `${region}的上级地区${parent}`],
  [/^stand-in (\S+) for (\S+)$/, (other, region) => `以${other}替代${region}`],
  [/^valid from (\S+) to (\S+)$/, (from, to) => `有效期${from}至${to}`],
  [/^valid from (\S+) until replaced$/, (from) => `${from}起有效，直到被替换`],
  [/^earlier vintage (\d+)$/, (year) => `沿用较早的${year}年版本`],
  [/^newest published by the as-of day$/, () => '截止日前最新发布'],
  [/^price year of the factor$/, () => '因子的价格年'],
  [/^(\d{4}); money is deflated to it$/, (year) => `${year}，金额已折算到该年`],
  [/^the case's own row$/, () => '本案例自有的行'],
  [/^pack (\S+)$/, (pack) => `因子包${pack}`],
  [/^(\w+) (\S+) covers ([\d,.]+) kWh of the site in these days$/, (kind, name, kwh) => `${KINDS[kind ?? ''] ?? kind} ${name} 在这些日子覆盖该场所${kwh} kWh`],
]

function phrase(told: string): string | null {
  for (const [pattern, say] of PATTERNS) {
    const met = pattern.exec(told)
    if (met) return say(...met.slice(1))
  }
  return null
}

/** The reason and the language that it is in. */
export function factorReason(told: string): { text: string; lang: string } {
  if (currentLanguage() === 'en') return { text: told, lang: 'en' }
  const whole = phrase(told)
  const parts = whole ? [whole] : told.split(', ').map(phrase)
  return parts.includes(null) ? { text: told, lang: 'en' } : { text: parts.join('；'), lang: 'zh-CN' }
}
