/** 页面外框的中文：名称、标题、导航和各页共用的词。 */
export const shell = {
  brand: '碳路', scrolls: '可左右滚动：{what}', unknown: '未知', year: '年度', month: '月份', site: '场所', gas: '气体', source: '来源', comma: '、',
  again: '重试', cancel: '取消', waiting: '正在读取…', progress: '进度', noYears: '这个案例还没有数据。把活动数据表放进去，再来看。',
  notFound: '这个地址没有页面。',
  title: {
    overview: '总览', inventory: '清单', lines: '数据行', line: '数据行溯源', bridge: '变化', power: '电力', findings: '数据', tables: '数据表与上传',
    factors: '因子', vintages: '因子年份对比', factor: '排放因子', runs: '运行', compare: '两次运行的差异', accounts: '人员与记录', questions: '题库', question: '题目', draft: '草稿', items: '题目分析', learning: '学习增益', signIn: '登录', notFound: '没有这个页面',
  },
  shell: { skip: '跳到正文', menu: '菜单', top: '公司、年度与语言', rooms: '页面', language: '语言', licences: '所用软件的许可', promise: '减排和绿色电力优先，抵消为辅。每个数字都能打开到它的来源。' },
}
