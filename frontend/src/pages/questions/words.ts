/** Brings the words of these pages in both languages, and how their forms look; each page of this room asks for them. */
import { questions as en } from '@/locales/questions.en'
import { questions as zh } from '@/locales/questions.zh'
import { words } from '@/words/language'
import './forms.css'

words.global.mergeLocaleMessage('zh-CN', zh)
words.global.mergeLocaleMessage('en', en)
