/** The console in 简体中文. This is the list of all words; the other language has the same keys, or it does not compile. */
import { codes } from './codes'
import { mends } from './mends'
import { places } from './places'
import { terms } from './terms'

export const zh = {
  brand: '碳路', scrolls: '可左右滚动：{what}', unknown: '未知', year: '年度', month: '月份', site: '场所', gas: '气体', source: '来源', comma: '、',
  again: '重试', cancel: '取消', waiting: '正在读取…', progress: '进度', noYears: '这个案例还没有数据。把活动数据表放进去，再来看。',
  nowhere: '这个地址没有页面。',
  title: {
    overview: '总览', inventory: '清单', lines: '数据行', line: '数据行溯源', change: '变化', power: '电力', data: '数据', tables: '数据表与上传',
    factors: '因子', vintages: '因子年份对比', factor: '排放因子', runs: '运行', compare: '两次运行的差异', people: '人员与记录', questions: '题库', question: '题目', draft: '草稿', items: '题目分析', learning: '学习增益', signIn: '登录', nowhere: '没有这个页面',
  },
  shell: { skip: '跳到正文', menu: '菜单', top: '公司、年度与语言', rooms: '页面', language: '语言', licences: '所用软件的许可', promise: '减排和绿色电力优先，抵消为辅。每个数字都能打开到它的来源。' },
  role: { viewer: '查阅者', contributor: '填报者', auditor: '审计者', administrator: '管理员' },
  overview: {
    lead: '{year} 年站在哪里，离目标还有多远。每个数字都可以点开。', now: '{year} 年温室气体排放', marketNote: '范围二按市场法',
    since: '与 {year} 年相比', base: '基准年 {year}', road: '走过的路与要走的路', roadTable: '各年度排放，吨 CO₂e',
    roadLabel: '柱形图：{from} 年以来各范围的排放，以及到 {to} 年目标的直线。数值见下表。', roadLabelShort: '柱形图：{from} 至 {to} 年各范围的排放。数值见下表。',
    way: '到目标的直线', targets: '目标', target: '目标', targetBase: '基准', targetNow: '{year} 年实际', targetLine: '{year} 年应到', targetLimit: '目标值',
    targetStatus: '进展', quality: '数据覆盖与质量', findings: '待处理的发现',
  },
  order: {
    title: '次序：先减排，再绿电，最后抵消', reduce: '先减排', reduceNote: '总排放（市场法）与 {year} 年相比', noBase: '没有基准年', green: '再绿电',
    greenNote: '可再生电力占用电的比例。', greenTarget: '{year} 年目标', offset: '抵消剩余', offsetNote: '已注销的碳信用；从不冲减上面的数字。',
  },
  quality: {
    measured: '实测占排放总量', estimated: '补缺估算占比', score: '数据质量评分（1 最好，5 最差）', lines: '读到的数据行', priced: '已计量', setAside: '搁置',
    withoutFactor: '没有因子', stated: '引用公布数据、未逐行计算：{metrics}',
  },
  inventory: {
    lead: '{year} 年温室气体清单。位置法与市场法并列，每一格都能打开到数据行。', totals: '按范围', cells: '拆开看', scope: '范围', total: '合计', fromLines: '由数据行算得',
    how: '如何得到', stated: '引用公布数据', computed: '由数据行计算', byCategory: '按范围与类别', scopeOrCategory: '范围或类别', lines: '数据行', bySite: '按场所', byMonth: '按月份',
    byGas: '按气体', noSites: '没有按场所的数据行。', noMonths: '没有按月的数据行。', noGases: '没有分气体的数据行。', fromLinesNote: '以下只含由数据行算得的排放；引用的公布数据不分场所。',
    monthNote: '以下只含由数据行算得的排放；跨月的行按天数分到各月。', sitesNotShown: '另有 {count} 个场所未列出。', gasNote: '按 {gwp} 折算，范围二按位置法', onlyCo2e: '仅以 CO₂e 公布',
    checks: '与公布数据比较', metric: '指标', published: '公布值', here: '此处计算', gap: '差异',
  },
  metric: {
    scope1: '范围一', scope2: '范围二', scope2_location: '范围二（位置法）', scope2_market: '范围二（市场法）', scope3: '范围三', total: '合计',
    total_location: '合计（位置法）', total_market: '合计（市场法）',
  },
  flow: { label: '桑基图：排放从场所流向范围，再到类别。数值见下表。', rest: '其他场所', stated: '公司整体（引用公布数据）' },
  method: {
    title: '这些数字依据什么', consolidation: '合并方法', gwp: '全球变暖潜势', gwpOf: '{set}，100 年', interval: '95 % 区间（市场法合计）', measured: '实测占比', biogenic: '生物源 CO₂（范围之外）',
    credits: '已注销的碳信用', creditsNote: '单独列示，不冲减', zone: '时区', run: '运行编号（可重新计算）',
  },
  lines: {
    all: '全部数据行', lead: '{year} 年的数据行；点开任一行看它如何成为排放。', back: '数据行', filters: '当前条件', without: '去掉条件：{what}', title: '数据行', memo: '数据行（仅供参考，以引用数据为准）',
    sum: '合计', line: '数据行', row: '第 {row} 行', days: '起止日期', activity: '活动', quantity: '数量', upstream: '上游（范围三类别 3）', none: '这一格没有数据行。', noneStated: '这个数字引用公布数据，背后没有数据行。',
    noneMend: '补上活动数据后，这里会逐行列出。',
  },
  line: {
    title: '数据行 {line}', noScope: '不属于任何范围', metered: '计量了什么', place: '位置', status: '状态', unitPath: '单位换算', result: '结果', upstream: '上游（范围三类别 3）',
    evidence: '凭证', noEvidence: '没有凭证。', noFile: '引用出处，没有存档文件。',
  },
  stated: { title: '引用的公布数据', row: '所在行', note: '这个数字直接取自公布的报告，没有逐行计算。' },
  factor: {
    id: '因子', why: '为什么是它', vintage: '有效期', basis: '口径', region: '地区', licence: '许可', hash: '内容哈希', untilReplaced: '直到被替换', value: '数值', perUnit: 'kgCO₂e/单位',
    published: '发布日期', confirmed: '是否与原文件核对', confirmedYes: '已核对', confirmedNo: '尚未核对', pack: '因子包', gases: '分气体', gwp: '公布所用 GWP', note: '说明', biogenic: '生物源 CO₂', activity: '活动',
    back: '因子', series: '看它的各年版本',
  },
  ...places,
  ...terms,
  code: codes,
  mend: mends as Record<string, string>,
}
