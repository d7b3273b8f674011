/** Where the console begins: language, routes, and the shell around the pages. */
import 'tdesign-vue-next/es/style/css.mjs'
import './style/tokens.css'
import './style/base.css'
import './style/layout.css'
import { createApp } from 'vue'
import App from './shell/App.vue'
import { router } from './router'
import { i18n } from './i18n/language'

createApp(App).use(i18n).use(router).mount('#app')
