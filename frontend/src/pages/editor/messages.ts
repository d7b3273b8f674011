/** Brings the messages of these pages in both languages, and how their forms look; each page of this room asks for them. */
import { editor as en } from '@/i18n/locales/en/editor'
import { editor as zh } from '@/i18n/locales/zh/editor'
import { i18n } from '@/i18n/language'
import './forms.css'

i18n.global.mergeLocaleMessage('zh-CN', zh)
i18n.global.mergeLocaleMessage('en', en)
