/** 账户与审计日志的中文。 */
export const accounts = {
  accounts: {
    lead: '谁可以做什么，谁改过什么。', people: '人员', email: '邮箱', role: '角色', seen: '最近来访', given: '{name} 现在是{role}。', record: '变更记录', whole: '记录只增不改，链条完整。', broken: '记录的链条不完整：有人改动过它。', noRecord: '还没有变更。',
    number: '序号', when: '时间', who: '谁', what: '做了什么', about: '对象',
  },
  role: { viewer: '查阅者', contributor: '填报者', auditor: '审计者', administrator: '管理员' },
  act: {
    signed_in: '登录', signed_out: '退出', sign_in_refused: '登录被拒', table_taken: '采用数据表', table_refused: '拒绝数据表', table_dropped: '放弃数据表', table_restored: '恢复数据表', run_kept: '保存运行', role_set: '授予角色',
    draft_begun: '开始一份题目草稿', draft_edited: '修改题目草稿', draft_submitted: '提交题目草稿', draft_withdrawn: '撤回题目草稿', draft_returned: '退回题目草稿', draft_accepted: '采用题目草稿', question_reviewed: '审阅题目', question_retired: '停用题目',
  },
}
