/** Words of the pages change, power, data, factors, runs and sign-in, in Chinese. */
export const places = {
  change: {
    lead: '从 {from} 到 {to}，排放为什么变了：活动、因子、边界、方法。', from: '从', to: '到', asOf: '按当日所知（可空）', total: '{year} 年', activity: '活动', factor: '因子', boundary: '边界', method: '方法', sum: '变化',
    label: '瀑布图：从一年的合计到另一年的合计，经由活动、因子、边界、方法。数值见下表。', table: '变化的组成，吨 CO₂e', part: '组成', all: '合计', oneYear: '只有一个年度有数据，还没有可比较的。', oneYearMend: '要比较同一年度的两个版本，请填写截止日期。', known: '截至 {day} 所知',
    activityNote: '用得多了或少了', factorNote: '同样的用量，因子变了', boundaryNote: '公司的边界变了', methodNote: '计算方法或公布口径变了', notes: '读这些数字时要知道', stated: '引用公布数据的范围：{metrics}。它们的变化记在活动。',
  },
  power: {
    lead: '{year} 年，逐小时看负荷、绿电供给和缺口。', empty: '这个案例没有逐小时的负荷。', emptyMend: '放入 load、generation、contracts 三张表，就能看到 8,760 小时的匹配。', emptyYear: '{year} 年没有逐小时的负荷。有的年度：', tables: '查看数据表',
    coverage: '绿电覆盖率，四种口径', annual: '按年', monthly: '按月', daily: '按日', hourly: '按小时', withGrid: '按小时，含电网清洁电力', withStorage: '按小时，含储能', load: '负荷', supply: '供给', matched: '匹配', gap: '缺口', excess: '余电',
    hours: '全年每小时', hoursNote: '横轴是日子，纵轴是当地标准时间的小时；颜色越深，电量越大。', heatmap: '热力图：{what}，每天 24 小时。各月合计见下表。', what: '看什么', allSites: '全部场所', bySite: '各场所覆盖率', byMonth: '各月', contracts: '合同', contract: '合同', plant: '电站', kind: '类型',
    technology: '技术', share: '份额', limit: '每年上限', generation: '发电量', certificates: '绿证', noCertificates: '没有绿证账簿。', noCertificatesMend: '签发绿证之后，这里列出每一张的状态与持有人。', certificatesMore: '另有 {count} 张未列出；命令行 tanlu certificates 可看全部。', states: { issued: '已签发', reserved: '已预留', transferred: '已转让', cancelled: '已核销', expired: '已过期' }, certificate: '绿证', state: '状态', holder: '持有人', beneficiary: '受益方', emissions: '电力排放，三种口径',
    location: '位置法', marketAnnual: '市场法，按年匹配', marketHourly: '市场法，按小时匹配', price: '每 kWh 价格', days: '合同期', noContracts: '没有合同。',
    kinds: { green_power: '绿电交易', certificate: '绿证', ppa: '购电协议', onsite: '自发自用' }, hour: '时', day: '日',
  },
  data: {
    lead: '每一个发现：在哪个文件、哪一行、哪一列，怎么处理。', tabs: '数据', findings: '发现', quality: '覆盖', tables: '数据表与上传', of: '范围', ofCase: '全部数据表', ofYear: '{year} 年的清单', severity: '级别', all: '全部', table: '数据表', clean: '没有发现。', cleanMend: '每一张表都能用。',
    shown: '符合条件：{count}', qualityTitle: '实测、估算、缺失', qualityNote: '持续计量的活动（电、热、冷、燃料、水）每天应有读数。', measured: '实测', estimated: '估算', missing: '缺失', none: '没有持续计量的活动。', legend: '图例', cell: '{month}：实测 {measured}，估算 {estimated}，缺失 {missing}',
  },
  tables: {
    lead: '案例由这些表组成。上传先检查，看清会改变什么，再确认。', file: '文件', size: '大小', changed: '修改时间', absent: '没有', template: '下载表头', upload: '上传一张表', which: '哪张表', choose: '选择文件（CSV、XLSX、Parquet）', check: '检查', checking: '正在检查…', result: '检查结果', would: '如果确认，会改变什么',
    before: '现有行', after: '之后行', added: '新增', removed: '删去', same: '不变', changedRows: '改动', confirm: '确认采用', drop: '放弃', taken: '已采用。旧文件留有备份。', dropped: '已放弃，什么都没有改变。', cannot: '有错误，不能采用。请按发现处理后重新上传。', preview: '前几行', missing: '缺少的列：{columns}', unused: '用不到的列：{columns}',
    mayNot: '您的角色可以查看，不能上传。', replaces: '将替换 {file}', makes: '将成为新的数据表', versions: '备份',
  },
  factors: {
    lead: '因子库与案例自有的因子，每行都有来源、年份和许可。', search: '查找', text: '名称、活动、来源', region: '地区', basis: '口径', year: '适用年度', any: '不限', none: '没有符合条件的因子。', noneMend: '换一个词，或去掉一个条件。', found: '找到 {count} 个', unit: '单位', compare: '各年版本对比', vintagesLead: '{activity}，{region}：因子随年份的变化。',
    vintagesLabel: '折线图：各口径因子随年份的变化。数值见下表。', change: '较前一版', from: '起', to: '止', noSeries: '没有可对比的版本。',
  },
  runs: {
    lead: '每次保存的运行都能重新算出同样的结果。选两次，看它们差在哪里。', none: '还没有保存的运行。', noneMend: '保存一次当前年度的运行，以后就能与它比较。', keep: '保存 {year} 年的运行', keeping: '正在计算并保存…', kept: '已保存。', when: '保存时间', year: '年度', weights: 'GWP', asOf: '截止日期', whole: '完整', wholeYes: '完整', wholeNo: '被改动', total: '合计（市场法）',
    pick: '选择', first: '甲', second: '乙', compare: '比较', folder: '运行', figures: '数字', request: '问法', inputs: '输入文件', rules: '规则', packs: '因子包', categories: '变化最大的部分', same: '相同', added: '新增', removed: '删去', changed: '有变化', difference: '差异', metric: '指标', nothing: '两次运行没有差别。', lines: '数据行', back: '运行',
    file: '名称', how: '如何', pickTwo: '请先选两次运行。',
  },
  people: {
    lead: '谁可以做什么，谁改过什么。', people: '人员', email: '邮箱', role: '角色', seen: '最近来访', given: '{name} 现在是{role}。', record: '变更记录', whole: '记录只增不改，链条完整。', broken: '记录的链条不完整：有人改动过它。', noRecord: '还没有变更。',
    number: '序号', when: '时间', who: '谁', what: '做了什么', about: '对象',
  },
  act: {
    signed_in: '登录', signed_out: '退出', sign_in_refused: '登录被拒', table_taken: '采用数据表', table_refused: '拒绝数据表', table_dropped: '放弃数据表', table_restored: '恢复数据表', run_kept: '保存运行', role_set: '授予角色',
    draft_begun: '开始一份题目草稿', draft_edited: '修改题目草稿', draft_submitted: '提交题目草稿', draft_withdrawn: '撤回题目草稿', draft_returned: '退回题目草稿', draft_accepted: '采用题目草稿', question_reviewed: '审阅题目', question_retired: '停用题目',
  },
  sign: { lead: '这台服务器需要登录。', name: '名字', secret: '密码', in: '登录', out: '退出', or: '或者', with: '用 {name} 登录', done: '已登录。' },
}
