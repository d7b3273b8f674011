/** Shapes of the answers for the quiz's editors: questions, drafts, item analysis, learning gain; null is "not known". */
import type { Known } from './types'

/** What a question is made of; a draft may still lack some of it. */
export interface Cells {
  theme: string
  difficulty: Known
  text_zh: string
  text_en: string
  options_zh: string[]
  options_en: string[]
  right: Known
  explanation_zh: string
  explanation_en: string
  source: string
  source_date: string
}
export interface Review {
  reviewer: string
  verdict: 'approve' | 'doubt'
  source_read: boolean
  note: string
  at: string
}
export interface Version extends Cells {
  question: string
  version: number
  reviewer: string | null
  source_checked: boolean
  recorded: string
  retired: string | null
  origin: 'file' | 'editor'
  author: string | null
  /** Everybody who wrote at it; nobody for those of the files. */
  writers: string[]
  sha256: string
  in_play: boolean
  attempts: number
  right_attempts: number
  knew_percent: Known
  chosen: number[]
  reviews: Review[]
  retirement: { by: string; reason: string; at: string } | null
  may_review: boolean
}
export type DraftState = 'draft' | 'submitted' | 'returned' | 'accepted' | 'withdrawn'
export interface Flaw {
  column: string
  code: string
  message: string
  values: Record<string, string | number>
}
export interface Draft {
  draft: string
  question: string | null
  state: DraftState
  author: string
  /** Everybody who wrote at it. */
  writers: string[]
  cells: Cells
  flaws: Flaw[]
  note: string | null
  changed_at: string
  submitted_at: string | null
  accepted: { question: string; version: number } | null
  is_mine: boolean
  may_review: boolean
}
export interface Theme {
  theme: string
  zh: string
  en: string
}
export interface QuestionRow {
  question: string
  version: number
  theme: string
  difficulty: number
  text_zh: string
  text_en: string
  reviewer: string | null
  source_checked: boolean
  retired: string | null
  in_play: boolean
  attempts: number
  right_attempts: number
  knew_percent: Known
  has_draft: boolean
}
export interface QuestionList {
  total: number
  counts: Record<'in_play' | 'reviewed' | 'not_reviewed' | 'source_checked' | 'retired' | 'drafts_open', number>
  themes: (Theme & { in_play: number; reviewed: number })[]
  questions: QuestionRow[]
}
export interface QuestionAnswer {
  question: string
  versions: Version[]
  drafts: Draft[]
}
export interface DraftAnswer {
  draft: Draft
  before: Version | null
}

export type ItemFlag = 'longest_wins' | 'too_easy' | 'at_chance' | 'wrong_preferred' | 'dead_option' | 'does_not_tell'
export interface Item {
  question: string
  version: number
  theme: string
  difficulty: number
  text_zh: string
  text_en: string
  retired: string | null
  attempts: number
  right_attempts: number
  knew_percent: Known
  discrimination: Known
  flags: ItemFlag[]
}
export interface ItemsAnswer {
  at: string
  first_attempts: number
  bank: { items: number; longest: number; first: number; chance: number; most_by_length: number; is_flagged: boolean }
  enough_attempts: number
  items: Item[]
}
export interface Gain extends Theme {
  gain: Known
  low: Known
  high: Known
  attempts: number
  strata: { difficulty: number; new: Tally; met: Tally }[]
}
export interface Tally {
  attempts: number
  right: number
}
export interface LearningAnswer {
  at: string
  first_attempts: number
  themes: Gain[]
}
