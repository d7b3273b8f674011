/** Where the console begins: language, roads, and the shell around the pages. */
import 'tdesign-vue-next/es/style/css.mjs'
import './style/tokens.css'
import './style/base.css'
import './style/layout.css'
import { createApp } from 'vue'
import App from './shell/App.vue'
import { road } from './router'
import { words } from './i18n/language'

createApp(App).use(words).use(road).mount('#app')
