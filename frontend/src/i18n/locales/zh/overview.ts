/** 总览页的中文。 */
export const overview = {
  overview: {
    lead: '{year} 年站在哪里，离目标还有多远。每个数字都可以点开。', now: '{year} 年温室气体排放', marketNote: '范围二按市场法',
    since: '与 {year} 年相比', base: '基准年 {year}', trajectory: '走过的路与要走的路', trajectoryTable: '各年度排放，吨 CO₂e',
    trajectoryLabel: '柱形图：{from} 年以来各范围的排放，以及到 {to} 年目标的直线。数值见下表。', trajectoryLabelShort: '柱形图：{from} 至 {to} 年各范围的排放。数值见下表。',
    way: '到目标的直线', targets: '目标', target: '目标', targetBase: '基准', targetNow: '{year} 年实际', targetLine: '{year} 年应到', targetLimit: '目标值',
    targetStatus: '进展', quality: '数据覆盖与质量', findings: '待处理的发现',
  },
  mitigation: {
    title: '次序：先减排，再绿电，最后抵消', reduce: '先减排', reduceNote: '总排放（市场法）与 {year} 年相比', noBase: '没有基准年', green: '再绿电',
    greenNote: '可再生电力占用电的比例。', greenTarget: '{year} 年目标', offset: '抵消剩余', offsetNote: '已注销的碳信用；从不冲减上面的数字。',
  },
  quality: {
    measured: '实测占排放总量', estimated: '补缺估算占比', score: '数据质量评分（1 最好，5 最差）', lines: '读到的数据行', priced: '已计量', setAside: '搁置',
    withoutFactor: '没有因子', stated: '引用公布数据、未逐行计算：{metrics}',
  },
  target: { scope1_2: '范围一和范围二', scope3: '范围三', total: '全部排放', renewable_share: '可再生电力占比' },
  status: { met: '已达到', on_track: '在轨道上', behind: '落后于直线', unknown: '未知' },
}
