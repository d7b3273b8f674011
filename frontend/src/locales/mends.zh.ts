/** How each code of a finding is mended, in Chinese, as the manual's page of findings has it. */
export const mends = {
  unreadable_table: '重新保存文件；同名的表只留一个', missing_column: '补上这一列，单元格可以为空', unused_column: '改成数据表有的列名，或保留不用', empty_table: '加入数据行，或删去文件',
  encoding: '另存为UTF-8', bad_bytes: '从生成它的程序重新导出', mixed_separators: '各行用同样的分隔符', short_row: '补齐这一行', extra_cells: '含分隔符的单元格（如 1,234）加引号', open_quote: '补上结尾的引号',
  cut_file: '重新导出或复制文件', flawed_row: '修正这一行', merged_cells: '取消合并并逐格填写', other_sheets: '把属于这张表的内容移到第一个工作表', not_a_number: '只写数字，小数用点', not_an_integer: '只写数字', not_a_date: '写成 YYYY-MM-DD',
  missing_value: '填上；空白从不当作零', incomplete_row: '填全，或删去这一行', duplicate_id: '每行用自己的编号', setting: '修正 case.toml 中的设置', empty_quantity: '填上数量', unreadable_quantity: '写一个数', negative_quantity: '核对符号；更正用 replaces 列',
  absurd_quantity: '核对数量与单位', unreadable_date: '写成 YYYY-MM-DD', long_period: '按年拆分', reversed_period: '核对起止日期', unknown_site: '把场所加入 sites 表，或改正编号', unknown_activity: '改用已公布的活动路径', unknown_unit: '改用手册中的单位',
  unit_mismatch: '换成该活动可用的单位', unknown_category: '写1至15', without_factor: '在 factors.csv 加入自己的因子及来源', ambiguous_factor: '留下其中一个', spend_basis: '补上平减指数或汇率', earlier_vintage: '新因子公布后更新', stand_in: '找到本国因子后替换', parent_region: '有本地因子时填入',
  fixed_gwp: '披露其GWP版本', unconfirmed_factor: '报告之前与原文件核对', no_upstream_factor: '在 factors.csv 加入上游因子，或在 case.toml 指定替代国家', incomplete_factor: '补全来源、许可、地区、日期、单位和数值', conflicting_factor: '留下一个，或改正有效期',
  factor_gases_differ: '核对分气体与CO₂e', intra_group: '无需处理', unknown_method: '改用手册中的方法名', unreadable_quality: '写五位1至5的数字', unreadable_sd: '写一个百分数', duplicate_line: '改正编号；更正用 replaces 列', ids_not_checked: '运行 tanlu check',
  stamp_not_written: '给案例文件夹写入权限', replaces_unknown: '改正被更正行的编号', replaces_itself: '清空 replaces，或写上被更正的行', replaces_in_a_circle: '断开循环', gap: '补上缺少的读数', rows_not_named: '先处理已列出的行', market_remainder: '与市场法数字一并披露',
  no_market_factor: '加入剩余电力组合或电网因子', instrument_refused: '按质量标准修正合同工具', criterion_not_shown: '从合同中补填这一列', instrument_of_another_year: '核对年份', unused_instrument_balance: '无需处理；余量不减少排放', unknown_instrument_kind: '写 certificate、contract 或 supplier_rate',
  open_period: '补上起止日期', period_reversed: '核对起止日期', no_load: '补上 load 表', no_contract: '补上 contracts 表', unreadable_stamp: '写成 UTC 的整点，如 2023-01-01T00:00Z', not_an_hour: '改为UTC整点', stamps_in_another_zone: '核对换算后的时间', hours_shifted: '核对时区',
  duplicate_hour: '每小时只留一行', missing_load: '补上缺少的小时', missing_generation: '补上缺少的小时', negative_energy: '核对符号', negative_generation: '核对符号', absurd_energy: '核对数量与单位', suspect_unit: '核对单位是kW还是MW', contract_flaw: '补全合同', overlapping_contracts: '核对各合同的份额与上限',
  plant_without_output: '补上该电站的发电量', plant_without_contract: '补上合同，或删去电站', storage_flaw: '补全储能参数', missing_grid_hours: '补上缺少的小时', missing_cfe: '补上清洁电力占比', statement_flaw: '补全引用数据', conflicting_statements: '留下一个', scope2_without_basis: '向发布者核实口径',
  figure_and_lines: '核对两者差异', scope3_without_reason: '给出数值或理由', site_flaw: '补全场所信息', unknown_change_kind: '写 structure、method、error 或 growth', unknown_change_scope: '写范围1、2或3', change_without_tco2e: '写明对基准年的增减', change_without_base: '补上基准年数值',
  change_without_reason: '写明理由', no_base_year_total: '补上基准年数据', base_year_recalculated: '披露重算', implausible_scope1: '检查非燃料排放、遗漏的燃料和单位', interval_partial: '补上其余的不确定度', nothing_measured: '补上数据行或引用数据', run_not_kept: '给案例文件夹写入权限',
  closed_year_changed: '说明理由后重新开账', run_edited: '重新计算并关账', closing_chain_broken: '从备份恢复', bridge_restated: '披露重述', bridge_not_separable: '补上背后的数据行，才能区分活动与因子', bridge_one_sided: '补上另一年的数值',
}
