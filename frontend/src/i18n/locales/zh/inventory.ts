/** 清单、数据行与单行溯源的中文。 */
export const inventory = {
  inventory: {
    lead: '{year} 年温室气体清单。位置法与市场法并列，每一格都能打开到数据行。', totals: '按范围', cells: '拆开看', scope: '范围', total: '合计', fromLines: '由数据行算得',
    how: '如何得到', stated: '引用公布数据', computed: '由数据行计算', byCategory: '按范围与类别', scopeOrCategory: '范围或类别', lines: '数据行', bySite: '按场所', byMonth: '按月份',
    byGas: '按气体', noSites: '没有按场所的数据行。', noMonths: '没有按月的数据行。', noGases: '没有分气体的数据行。', fromLinesNote: '以下只含由数据行算得的排放；引用的公布数据不分场所。',
    monthNote: '以下只含由数据行算得的排放；跨月的行按天数分到各月。', sitesNotShown: '另有 {count} 个场所未列出。', gasNote: '按 {gwp} 折算，范围二按位置法', onlyCo2e: '仅以 CO₂e 公布',
    checks: '与公布数据比较', metric: '指标', published: '公布值', here: '此处计算', gap: '差异',
  },
  by: { label: '拆分方式', category: '按类别', site: '按场所', month: '按月份', gas: '按气体' },
  how: { calculated: '由数据行计算', stated: '引用公布数据', not_relevant: '不相关', not_calculated: '未计算' },
  flow: { label: '桑基图：排放从场所流向范围，再到类别。数值见下表。', rest: '其他场所', stated: '公司整体（引用公布数据）' },
  method: {
    title: '这些数字依据什么', consolidation: '合并方法', gwp: '全球变暖潜势', gwpOf: '{set}，100 年', interval: '95 % 区间（市场法合计）', measured: '实测占比', biogenic: '生物源 CO₂（范围之外）',
    credits: '已注销的碳信用', creditsNote: '单独列示，不冲减', zone: '时区', run: '运行编号（可重新计算）',
  },
  consolidation: { operational_control: '运营控制权法', financial_control: '财务控制权法', equity_share: '股权比例法' },
  lines: {
    all: '全部数据行', lead: '{year} 年的数据行；点开任一行看它如何成为排放。', back: '数据行', filters: '当前条件', without: '去掉条件：{what}', title: '数据行', memo: '数据行（仅供参考，以引用数据为准）',
    sum: '合计', line: '数据行', row: '第 {row} 行', days: '起止日期', activity: '活动', quantity: '数量', upstream: '上游（范围三类别 3）', none: '这一格没有数据行。', noneStated: '这个数字引用公布数据，背后没有数据行。',
    noneMend: '补上活动数据后，这里会逐行列出。',
  },
  line: {
    title: '数据行 {line}', noScope: '不属于任何范围', metered: '计量了什么', place: '位置', status: '状态', unitPath: '单位换算', result: '结果', upstream: '上游（范围三类别 3）',
    evidence: '凭证', noEvidence: '没有凭证。', noFile: '引用出处，没有存档文件。',
  },
  lineStatus: { priced: '已计量', set_aside: '搁置', without_factor: '没有因子', outside_year: '不在本年', superseded: '已被更正', not_yet_known: '当日尚未知' },
  stated: { title: '引用的公布数据', row: '所在行', note: '这个数字直接取自公布的报告，没有逐行计算。' },
}
