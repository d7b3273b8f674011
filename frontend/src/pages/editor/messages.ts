/** Brings the words of these pages in both languages, and how their forms look; each page of this room asks for them. */
import { questions as en } from '@/i18n/locales/en/questions'
import { questions as zh } from '@/i18n/locales/zh/questions'
import { words } from '@/i18n/language'
import './forms.css'

words.global.mergeLocaleMessage('zh-CN', zh)
words.global.mergeLocaleMessage('en', en)
