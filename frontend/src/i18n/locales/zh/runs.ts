/** 留存的运行及其对比的中文。 */
export const runs = {
  runs: {
    lead: '每次保存的运行都能重新算出同样的结果。选两次，看它们差在哪里。', none: '还没有保存的运行。', noneMend: '保存一次当前年度的运行，以后就能与它比较。', keep: '保存 {year} 年的运行', keeping: '正在计算并保存…', kept: '已保存。', when: '保存时间', year: '年度', weights: 'GWP', asOf: '截止日期', whole: '完整', wholeYes: '完整', wholeNo: '被改动', total: '合计（市场法）',
    pick: '选择', first: '甲', second: '乙', compare: '比较', folder: '运行', figures: '数字', request: '问法', inputs: '输入文件', rules: '规则', packs: '因子包', categories: '变化最大的部分', same: '相同', added: '新增', removed: '删去', changed: '有变化', difference: '差异', metric: '指标', nothing: '两次运行没有差别。', lines: '数据行', back: '运行',
    file: '名称', how: '如何', pickTwo: '请先选两次运行。',
  },
}
