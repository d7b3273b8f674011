/** 服务器拒绝请求时的中文，按代码。 */
export const refusals = {
  refusal: {
    other: '没有完成。服务器的说明如下：', unreachable: '连不上服务器。请确认它还在运行。', cancelled: '已取消。', not_signed_in: '请先登录。', not_allowed: '您的角色不能这样做。',
    bad_csrf: '页面已过期，请刷新后再试。', bad_host: '请求的主机名不被接受。', bad_origin: '请求来自别处，未被接受。', not_found: '没有找到。', no_case: '服务器启动时没有指定案例。',
    no_such_line: '没有这一数据行：{line}', no_such_factor: '没有这个因子：{factor}', no_such_run: '没有这次运行。', no_such_job: '没有这项工作。', no_such_upload: '没有这次上传。', no_such_file: '没有这个文件。',
    no_such_person: '没有这个人。', unreadable: '请求中有无法理解的参数。', case_refused: '案例无法使用。', upload_refused: '上传的文件未被接受。',
    upload_refused_wrong_table: '这看起来是另一张数据表。', upload_refused_unknown_table: '案例没有这样的数据表。', upload_refused_bad_name: '文件名不合适，请改名后再传。', upload_refused_formula: '文件中有会在表格软件里执行的公式，未被接受。',
    upload_refused_not_a_table: '这不是一张数据表。', upload_refused_no_rows: '表中没有数据行。', upload_refused_zip_bomb: '压缩文件展开后大得不合情理。', upload_refused_not_utf8: '文件不是UTF-8编码。', upload_refused_path: '文件名不能包含路径。',
    upload_too_large: '文件太大。', upload_stale: '这张表在检查之后变了，请重新上传。', already_done: '已经做过了。', year_closed: '该年度已关账。', too_many_requests: '请求太频繁，请稍候再试。', too_many_jobs: '同时进行的工作太多，请稍候再试。',
    busy: '服务器此刻忙，请稍候再试。',
    wrong_secret: '名字或密码不对。', sign_in_failed: '登录没有成功。', method_not_allowed: '这个地址不接受这样的请求。', broken: '服务器内部出错，这是程序的缺陷。',
  },
}
