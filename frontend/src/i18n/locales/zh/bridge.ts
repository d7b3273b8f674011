/** 两年对比页的中文。 */
export const bridge = {
  bridge: {
    lead: '从 {from} 到 {to}，排放为什么变了：活动、因子、边界、方法。', from: '从', to: '到', asOf: '按当日所知（可空）', total: '{year} 年', activity: '活动', factor: '因子', boundary: '边界', method: '方法', sum: '变化',
    label: '瀑布图：从一年的合计到另一年的合计，经由活动、因子、边界、方法。数值见下表。', table: '变化的组成，吨 CO₂e', part: '组成', all: '合计', oneYear: '只有一个年度有数据，还没有可比较的。', oneYearMend: '要比较同一年度的两个版本，请填写截止日期。', known: '截至 {day} 所知',
    activityNote: '用得多了或少了', factorNote: '同样的用量，因子变了', boundaryNote: '公司的边界变了', methodNote: '计算方法或公布口径变了', notes: '读这些数字时要知道', stated: '引用公布数据的范围：{metrics}。它们的变化记在活动。',
  },
}
