/** 发现、数据表与上传的中文。 */
export const tables = {
  findings: {
    lead: '每一个发现：在哪个文件、哪一行、哪一列，怎么处理。', tabs: '数据', findings: '发现', quality: '覆盖', tables: '数据表与上传', of: '范围', ofCase: '全部数据表', ofYear: '{year} 年的清单', severity: '级别', all: '全部', table: '数据表', clean: '没有发现。', cleanMend: '每一张表都能用。',
    shown: '符合条件：{count}', qualityTitle: '实测、估算、缺失', qualityNote: '持续计量的活动（电、热、冷、燃料、水）每天应有读数。', measured: '实测', estimated: '估算', missing: '缺失', none: '没有持续计量的活动。', legend: '图例', cell: '{month}：实测 {measured}，估算 {estimated}，缺失 {missing}',
  },
  tables: {
    lead: '案例由这些表组成。上传先检查，看清会改变什么，再确认。', file: '文件', size: '大小', changed: '修改时间', absent: '没有', template: '下载表头', upload: '上传一张表', which: '哪张表', choose: '选择文件（CSV、XLSX、Parquet）', check: '检查', checking: '正在检查…', result: '检查结果', would: '如果确认，会改变什么',
    before: '现有行', after: '之后行', added: '新增', removed: '删去', same: '不变', changedRows: '改动', confirm: '确认采用', drop: '放弃', taken: '已采用。旧文件留有备份。', dropped: '已放弃，什么都没有改变。', cannot: '有错误，不能采用。请按发现处理后重新上传。', preview: '前几行', missing: '缺少的列：{columns}', unused: '用不到的列：{columns}',
    mayNot: '您的角色可以查看，不能上传。', replaces: '将替换 {file}', makes: '将成为新的数据表', versions: '备份',
  },
}
