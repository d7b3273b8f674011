/** Where the console begins: language, roads, and the shell around the pages. */
import 'tdesign-vue-next/es/style/css.mjs'
import './style/tokens.css'
import './style/base.css'
import './style/layout.css'
import { createApp } from 'vue'
import App from './shell/App.vue'
import { road } from './road'
import { words } from './words/language'

createApp(App).use(words).use(road).mount('#app')
