/** The page of giving begins here. */
import { createApp } from 'vue'
import '../shared/play.css'
import GivingApp from './GivingApp.vue'

createApp(GivingApp).mount('#app')
