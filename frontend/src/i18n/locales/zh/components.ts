/** 各页共用组件的中文：发现、列表、任务、报告。 */
export const components = {
  finding: { rows: '第 {rows} 行', row: '第 {row} 行', column: '列 {column}', mend: '处理：' },
  severity: { error: '错误', warning: '警告', note: '提示' },
  severities: { error: '错误', warning: '警告', note: '提示' },
  pager: { label: '翻页', back: '上一页', on: '下一页', of: '第 {from}–{to} 条，共 {total} 条' },
  job: { case: '正在打开案例…', look: '正在计算清单…', overview: '正在汇总…', measure: '正在计算清单…', check: '正在检查每一张表…', bridge: '正在比较两个年度…', match: '正在逐小时匹配电力…', report: '正在生成报告…' },
  report: { format: '报告格式', html: '网页', xlsx: 'Excel 工作簿', fetch: '下载报告', making: '正在生成报告…', ready: '报告已生成。' },
}
