/** 排放因子页的中文。 */
export const factors = {
  factors: {
    lead: '因子库与案例自有的因子，每行都有来源、年份和许可。', search: '查找', text: '名称、活动、来源', region: '地区', basis: '口径', year: '适用年度', any: '不限', none: '没有符合条件的因子。', noneMend: '换一个词，或去掉一个条件。', found: '找到 {count} 个', unit: '单位', compare: '各年版本对比', vintagesLead: '{activity}，{region}：因子随年份的变化。',
    vintagesLabel: '折线图：各口径因子随年份的变化。数值见下表。', change: '较前一版', from: '起', to: '止', noSeries: '没有可对比的版本。',
  },
  factor: {
    id: '因子', why: '为什么是它', vintage: '有效期', basis: '口径', region: '地区', licence: '许可', hash: '内容哈希', untilReplaced: '直到被替换', value: '数值', perUnit: 'kgCO₂e/单位',
    published: '发布日期', confirmed: '是否与原文件核对', confirmedYes: '已核对', confirmedNo: '尚未核对', pack: '因子包', gases: '分气体', gwp: '公布所用 GWP', note: '说明', biogenic: '生物源 CO₂', activity: '活动',
    back: '因子', series: '看它的各年版本',
  },
  factorRole: { direct: '因子（位置法）', market: '市场法：合同工具与因子', market_remainder: '市场法：未覆盖电量', upstream: '上游因子（范围三类别 3）' },
  factorBasis: {
    average: '电网平均', residual: '剩余电力组合', ets: '碳市场核算用电网平均', supplier: '供应商', fossil: '化石电力', marginal: '边际', life_cycle: '全生命周期', empty: '无', none: '无',
  },
}
