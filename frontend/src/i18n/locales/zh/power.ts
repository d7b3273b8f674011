/** 绿色电力页的中文。 */
export const power = {
  power: {
    lead: '{year} 年，逐小时看负荷、绿电供给和缺口。', empty: '这个案例没有逐小时的负荷。', emptyMend: '放入 load、generation、contracts 三张表，就能看到 8,760 小时的匹配。', emptyYear: '{year} 年没有逐小时的负荷。有的年度：', tables: '查看数据表',
    coverage: '绿电覆盖率，四种口径', annual: '按年', monthly: '按月', daily: '按日', hourly: '按小时', withGrid: '按小时，含电网清洁电力', withStorage: '按小时，含储能', load: '负荷', supply: '供给', matched: '匹配', gap: '缺口', excess: '余电',
    hours: '全年每小时', hoursNote: '横轴是日子，纵轴是当地标准时间的小时；颜色越深，电量越大。', heatmap: '热力图：{what}，每天 24 小时。各月合计见下表。', what: '看什么', allSites: '全部场所', bySite: '各场所覆盖率', byMonth: '各月', contracts: '合同', contract: '合同', plant: '电站', kind: '类型',
    technology: '技术', share: '份额', limit: '每年上限', generation: '发电量', certificates: '绿证', noCertificates: '没有绿证账簿。', noCertificatesMend: '签发绿证之后，这里列出每一张的状态与持有人。', certificatesMore: '另有 {count} 张未列出；命令行 tanlu certificates 可看全部。', states: { issued: '已签发', reserved: '已预留', transferred: '已转让', cancelled: '已核销', expired: '已过期' }, certificate: '绿证', state: '状态', holder: '持有人', beneficiary: '受益方', emissions: '电力排放，三种口径',
    location: '位置法', marketAnnual: '市场法，按年匹配', marketHourly: '市场法，按小时匹配', price: '每 kWh 价格', days: '合同期', noContracts: '没有合同。',
    kinds: { green_power: '绿电交易', certificate: '绿证', ppa: '购电协议', onsite: '自发自用' }, hour: '时', day: '日',
  },
}
