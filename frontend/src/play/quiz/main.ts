/** The quiz begins here. */
import { createApp } from 'vue'
import '../shared/play.css'
import QuizApp from './QuizApp.vue'

createApp(QuizApp).mount('#app')

// a view without workers, or one that keeps nothing, plays all the same; only the shell is not kept then
if ('serviceWorker' in navigator && import.meta.env.PROD) {
  addEventListener('load', () => navigator.serviceWorker.register('/quiz-worker.js', { scope: '/quiz' }).catch(() => undefined))
}
