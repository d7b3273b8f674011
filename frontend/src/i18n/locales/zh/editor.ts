/** Words of the pages for the quiz's editors, in Chinese; they come with those pages, not with the first. */
export const editor = {
  quiz: {
    tabs: '题库的页面', questions: '题目', items: '题目分析', learning: '学习增益', theme: '主题', difficulty: '难度', difficultyOf: '难度 {of}/5', question: '题目', version: '第 {version} 版', versionHead: '版本',
    percent: '%', points: '个百分点', attempts: '首答次数', knew: '答对的人', tooFew: '首答不足 {enough} 次，还不给出比例', letter: '选项 {letter}', answersAt: '统计截至 {at}，共 {count} 次首答。',
  },
  theme: { energy: '能源', industry: '工业', transport: '交通', buildings: '建筑', food_and_land: '食物与土地', sinks: '碳汇', policy_and_markets: '政策与市场', daily_life: '日常生活' },
  mark: { in_play: '在用', not_in_play: '未在用', retired: '已停用', reviewed: '已审阅', not_reviewed: '未审阅', source_checked: '已核对出处', not_source_checked: '未核对出处', has_draft: '有草稿' },
  who: {
    title: '您是谁', lead: '这台服务器不要求登录。您写的、审的题目会记上这个名字；浏览器会记住它，只问一次。', name: '您的名字（2 至 80 个字）', keep: '就用这个名字', as: '以「{name}」的名义', change: '换名字',
  },
  bank: {
    lead: '题目从哪里来、谁审过、有多少人答对。改一道题就是写一个新版本，由另一个人审阅后才会使用。', figures: '题库概况', in_play: '在用', reviewed: '已审阅', not_reviewed: '未审阅', source_checked: '已核对出处', drafts_open: '待处理的草稿', retired: '已停用',
    themes: '各主题已审阅的比例', themeReviewed: '{reviewed} / {inPlay} 已审阅', only: '只看：{theme}', new: '写一道新题', csv: '下载题库（CSV）', drafts: '待处理的草稿', newQuestion: '新题', untitled: '（还没有题干）', author: '作者', changed: '修改时间', submittedAt: '提交于 {at}',
    list: '题目列表', words: '题干、选项、出处、编号', state: '状态', all: '全部', any: '不限', search: '查找', found: '找到 {count} 道题', none: '没有符合条件的题目。', noneMend: '换一个词，或去掉一个条件。', noDrafts: '没有待处理的草稿。',
  },
  listState: { in_play: '在用', not_reviewed: '在用、未审阅', retired: '已停用', all: '全部' },
  draftState: { draft: '草稿', submitted: '待审阅', returned: '已退回', accepted: '已采用', withdrawn: '已撤回' },
  column: {
    theme: '主题', difficulty: '难度', text_zh: '题干（中文）', text_en: '题干（英文）', right: '正确选项', explanation_zh: '解释（中文）', explanation_en: '解释（英文）', source: '出处', source_date: '出处日期', option_zh: '选项 {letter}（中文）', option_en: '选项 {letter}（英文）',
  },
  reading: {
    back: '题库', zh: '中文', en: '英文', right: '正确', chosen: '首答选了它', options: '选项', explanation: '解释', source: '出处', sourceDate: '出处日期', facts: '这一版', recorded: '收录日期', author: '作者', origin: '来自', originFile: '随程序附带的题库文件', originEditor: '在这里写成',
    reviewer: '审阅人', nobody: '还没有人审阅', sourceRead: '核对出处', sourceReadYes: '有人打开出处，确认属实', sourceReadNo: '还没有人核对', sha: '内容指纹', answered: '首答 {count} 次，答对 {right} 次', noAnswers: '还没有人答过。', older: '更早的版本', retiredOn: '{day}停用', retiredBy: '{by}于{at}停用：{reason}',
    reviews: '审阅记录', noReviews: '还没有审阅记录。', verdict: { approve: '认可', doubt: '存疑' }, read: '已打开出处', unread: '没有打开出处', openDraft: '这道题有一份待处理的草稿', seeDraft: '看草稿', newVersion: '写新版本',
  },
  review: {
    title: '审阅这一版', own: '这一版是您写的，要由另一个人审阅。', approve: '认可：题干、选项和解释都对', doubt: '存疑：有不对或说不清的地方', sourceRead: '我打开了出处，出处确实这样说', note: '说明', noteNeeded: '说明（存疑时必填）', send: '提交审阅', sent: '审阅已记下。', noNote: '请写明哪里存疑。', pick: '请先选择认可或存疑。',
  },
  retire: { title: '停用', lead: '停用后不再出这道题；记录和已有的回答都保留。', open: '停用这道题…', reason: '原因', sure: '确认停用', done: '已停用。' },
  draft: {
    new: '新题的草稿', of: '{question} 的新版本', by: '作者：{name}', saved: '最近保存：{at}', form: '题目内容', optional: '可空', optionsHelp: '三或四个选项，选中正确的那一个；第四个可以两种语言都空着。', isRight: '{letter} 正确', difficulty: { 1: '1 · 大多数人知道', 2: '2', 3: '3', 4: '4', 5: '5 · 业内的人知道' },
    choose: '请选择', save: '保存', savedNow: '已保存。', submit: '提交审阅', submitted: '已提交，等另一个人审阅。', withdraw: '撤回草稿', withdrawSure: '确认撤回', withdrawn: '已撤回。', unsaved: '有未保存的修改', leave: '有未保存的修改。要离开并丢弃它们吗？', flaws: '还有 {count} 处要改', flawsNone: '没有发现问题，可以提交。', flawsOld: '以下是上次保存时的检查结果；再保存一次会重新检查。',
    returned: '{state}，审阅人的说明：', edit: '修改这份草稿', editNote: '修改已提交的草稿会使它变回草稿，要重新提交。', changes: '与上一版相比', before: '原来', now: '现在', theirs: '服务器上的', mine: '您的', same: '没有改动。', empty: '（空）', isNew: '这是一道新题，没有上一版。',
    meanwhile: '在您修改时，另有人保存了这份草稿。您的文字还在表单里。', takeTheirs: '用服务器上的', keepMine: '保留我的，覆盖它', closed: '这份草稿已经结束，不能再改。', accepted: '已采用为', sourceDateHelp: '2024、2024-08 或 2024-08-26', sourceHelp: '公开的文件及其年份、章节或表号',
  },
  verdict: { title: '审阅这份草稿', own: '这份草稿是您写的，要由另一个人审阅。', accept: '采用：马上出题，并记为第一次审阅', return: '退回给作者', sourceRead: '我打开了出处，出处确实这样说', note: '说明', noteNeeded: '说明（退回时必填）', send: '记下决定', accepted: '已采用，马上出题。', returned: '已退回给作者。', noNote: '请写明为什么退回。', pick: '请先选择采用或退回。' },
  items: {
    lead: '从首次回答看：哪些题太容易、分不出懂与不懂，或者能靠猜。不显示哪个选项正确。', bank: '题库会不会泄露答案', bankNote: '不读题目，只用一种固定选法，能答对多少。超过 40% 时，选最长的就划算，要改选项的长度。', longest: '总选最长的', first: '总选第一个', chance: '随便选', line: '最长不应超过', ofItems: '共 {count} 道在用的题',
    bankFine: '选最长的没有超过界线。', bankFlagged: '选最长的超过了界线。', bankBelow: '下面标出靠长度就能答对的题。', picture: '答对的比例', pictureLabel: '散点图：每道题答对的比例，对{against}。数值见下表。', against: '横轴', difficulty: '难度', discrimination: '区分度', discriminationHead: '区分度', noPoints: '还没有题目达到 {enough} 次首答，所以还没有图。', noPointsMend: '达到之后，每道题在图上是一个点。', plain: '没有标记', flagged: '有标记（三角形）', points: '图上有 {shown} 道题，共 {all} 道。',
    table: '每道题', flags: '标记', only: '只看有标记的', sort: '按{column}排序', shown: '列出 {count} 道题', none: '没有符合条件的题目。', meaning: '标记是什么意思', retired: '已停用', unknownShare: '不足 {enough} 次', discriminationNote: '区分度：答对这道题，与同一个人其他题答对比例的相关系数，从 −1 到 1；达到 {enough} 次这样的首答才给出。',
  },
  flag: { longest_wins: '最长的是答案', too_easy: '太容易', at_chance: '与瞎猜无异', wrong_preferred: '错项更受欢迎', dead_option: '有无人选的选项', does_not_tell: '分不出懂与不懂' },
  flagMeaning: {
    longest_wins: '正确选项是最长的一个，而题库整体靠长度就能答对太多。缩短它，或加长其他选项。', too_easy: '超过 95% 的人答对；可以换成更难的问法，或留作热身。', at_chance: '即使按 95% 区间的上端，答对的比例也不比随便选高出 5 个百分点；题目可能太难或说不清。', wrong_preferred: '有一个错误选项明显比正确选项更常被选；先核对答案，再看题干是否误导。常见的误解也会这样，那正是这道题的用处。',
    dead_option: '有选项不到 2% 的人选，等于少了一个选项；换一个更像的。', does_not_tell: '区分度低于 0.1：懂的人并不比不懂的人更常答对；题干可能含糊。',
  },
  learning: {
    lead: '答过同一主题的人，再答新题时是否更常答对。', picture: '各主题的学习增益', label: '点与区间：每个主题答过与没答过的人答对比例之差，以及 95% 区间。数值见下表。', theme: '主题', gain: '差值', interval: '95% 区间', to: '至', table: '数值', attempts: '所用首答', reading: '怎么读', none: '还没有足够的首答来比较。', noneMend: '同一主题里既有第一次答的人，也有答过的人之后，这里会给出差值和区间。', unknown: '还不能比较',
    means: '点是差值：之前答过本主题其他题的玩家，首次答对一道题的比例，减去之前没有答过的玩家的比例；只在难度相同的题之间比较。横线是 95% 区间；跨过 0，就还不能说有差别。', not: '它不证明是答题使人学会：愿意多答的人可能本来就懂得多。这里只按难度配对，没有按人、按时间或按别的条件配对。', strata: '按难度分开', stratum: '难度', fresh: '没答过本主题', met: '答过本主题',
    below: '答过的人答对更少', above: '答过的人答对更多', noStrata: '没有两边都有首答的难度。',
  },
  flaw: {
    empty: '还空着，请填写', no_right: '还没有选出正确的那一个', one_language: '选项 D 只有一种语言：两种都填，或都空着', few_options: '有 {count} 个选项：请给三个或四个', options_alike: '与另一个选项读起来一样：请写得不同', no_chinese: '里面没有中文：是不是与英文放反了？', no_source_date: '不是日期：写成 2024、2024-08 或 2024-08-26',
    unknown_theme: '没有这个主题：请从列表中选', several_right: '只能有一个正确选项', right_is_no_option: '选作正确的那个选项还空着：请另选，或把它填上', not_whole: '请写 {least} 至 {most} 的整数', asked_elsewhere: '题目 {question} 问的是同一件事：改那一道，或换一个问题',
  },
  refusal: {
    name_needed: '请先写下您的名字（2 至 80 个字）。', own_question: '这是您自己写的，要由另一个人审阅。', no_such_question: '没有这道题。', no_such_draft: '没有这份草稿。', changed_meanwhile: '在您修改时，另有人保存了它。', not_open: '这份草稿已经结束。', not_submitted: '这份草稿没有提交审阅。', has_flaws: '还有要改的地方，不能提交。',
    reads_otherwise: '这一版的内容与您读到的不同，请重新打开再审。', retired_already: '这道题已经停用。', note_needed: '请写明理由。', reason_needed: '请写明停用的原因。',
  },
}
