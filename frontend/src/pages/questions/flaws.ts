/** What is wrong with a draft, which the server tells in English, in Chinese where Chinese is read; what is not recognised stays as told. */
import type { Flaw } from '@/api/editor'
import { currentLanguage } from '@/words/language'

const SAID: [RegExp, (...met: string[]) => string][] = [
  [/^right is empty;/, () => '还没有选出正确的那一个'],
  [/^\w+ is empty; fill it$/, () => '还空着，请填写'],
  [/^option d has only one language;/, () => '选项 D 只有一种语言：两种都填，或都空着'],
  [/^it has (\d+) options;/, (count) => `有 ${count} 个选项：请给三个或四个`],
  [/^two of its options read alike/, () => '与另一个选项读起来一样：请写得不同'],
  [/ has no Chinese in it;/, () => '里面没有中文：是不是与英文放反了？'],
  [/^source_date .* is no date;/, () => '不是日期：写成 2024、2024-08 或 2024-08-26'],
  [/^theme .* is unknown;/, () => '没有这个主题：请从列表中选'],
  [/^right names (\d+) options/, () => '只能有一个正确选项'],
  [/^right is .*, but its options are/, () => '选作正确的那个选项还空着：请另选，或把它填上'],
  [/^\w+ is .*; write a whole number from (\d+) to (\d+)/, (from, to) => `请写 ${from} 至 ${to} 的整数`],
  [/^question (\S+) asks the same;/, (other) => `题目 ${other} 问的是同一件事：改那一道，或换一个问题`],
]

/** The flaw and the language that it is in. */
export function told(flaw: Flaw): { text: string; lang: string } {
  if (currentLanguage() === 'zh-CN') {
    for (const [pattern, say] of SAID) {
      const met = pattern.exec(flaw.message)
      if (met) return { text: say(...met.slice(1)), lang: 'zh-CN' }
    }
  }
  const beside = `${flaw.column} ` // the field says its own name
  return { text: flaw.column !== 'right' && flaw.message.startsWith(beside) ? flaw.message.slice(beside.length) : flaw.message, lang: 'en' }
}
