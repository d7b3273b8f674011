/** 登录与退出的中文。 */
export const session = {
  signIn: { lead: '这台服务器需要登录。', name: '名字', secret: '密码', in: '登录', out: '退出', or: '或者', with: '用 {name} 登录', done: '已登录。' },
}
