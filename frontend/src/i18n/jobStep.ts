/** What long work is at: the server's sentence in the reader's language; steps that it tells in English alone are said here. */
import { currentLanguage } from './language'

const STEPS: [RegExp, (met: string) => string][] = [
  [/^looking for ids that stand twice$/, () => '正在查找重复的编号'],
  [/^matching$/, () => '正在匹配'],
  [/^reading hours$/, () => '正在读取小时数据'],
  [/^reading ([\d,]+) lines$/, (count) => `正在读取 ${count} 行`],
  [/^checking the case with the new table$/, () => '正在用新表检查案例'],
  [/^looking into the file$/, () => '正在查看文件'],
  [/^reading the years of the case$/, () => '正在查看案例有哪些年度'],
  [/^sorting lines by cell$/, () => '正在按格整理数据行'],
  [/^writing the page$/, () => '正在写出页面'],
  [/^writing the report$/, () => '正在写出报告'],
  [/^measuring (\d+)$/, (year) => `正在计算 ${year} 年`],
  [/^priced ([\d,]+) keys$/, (count) => `已计算 ${count} 组`],
]

/** The step and the language that it is in. */
export function jobStep({ step: told, step_zh: chinese }: { step: string; step_zh: string }): { text: string; lang: string } {
  if (currentLanguage() === 'en') return { text: told, lang: 'en' }
  if (chinese !== told) return { text: chinese, lang: 'zh-CN' }
  for (const [pattern, say] of STEPS) {
    const met = pattern.exec(told)
    if (met) return { text: say(met[1] ?? ''), lang: 'zh-CN' }
  }
  return { text: told, lang: 'en' }
}
