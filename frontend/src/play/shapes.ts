/** Shapes of the quiz's and of giving's API, as far as these pages read them. */
export type Mode = 'daily' | 'practice' | 'relay'
export type Lang = 'zh' | 'en'

export interface Question {
  serve: string
  text: string
  options: { id: string; text: string }[]
  theme: string
  difficulty: number
  reviewed: boolean
}

export interface Pot {
  campaign: string
  sponsor: string
  project: string
  rate_fen: number
  remaining_fen: number
  is_empty: boolean
}

export interface RoundStart {
  round: string
  mode: Mode
  lang: Lang
  questions: Question[]
  campaign: Pot | null
  expires_in_seconds: number
  seconds: number | null
}

/** What an answer teaches, also where it came too late to count. */
export interface Learning {
  right: boolean
  right_option: string
  explanation: string
  source: string
  knew_percent: number | null
}

export interface AnswerReply extends Learning {
  released_fen: number
  campaign_remaining_fen: number | null
  campaign: string | null
  reason: string
  streak: number
}

export interface Refusal {
  error?: { code: string; message: string; mend: string }
  learning?: Learning
}

export interface Me {
  player: string
  answers: number
  right: number
  released_fen: number
  days_in_a_row: number
}

export interface Campaign {
  campaign: string
  sponsor: string
  project: string
  rate_fen: number
  budget_fen: number
  committed_fen: number
  settled_fen: number
  unsettled_fen: number
  delivered_fen: number
  remaining_fen: number
  right_answers: number
  delivered: { unit: string; quantity: number; receipt: string }[]
  is_open: boolean
  opened_at: string | null
  closed_at: string | null
}

export interface Campaigns {
  giving_from: string | null
  campaigns: Campaign[]
}

export interface Line {
  posting: string
  at: string
  debit: string
  credit: string
  amount_fen: number
  memo: string
  reverses: string
  chain: string
  number: number
  hash: string
}

export interface Statement {
  balances_fen: Record<string, number>
  debits_fen: number
  credits_fen: number
  total_postings: number
  postings: Line[]
}

export interface Checkpoints {
  algorithm: string
  public_key: string | null
  checkpoints: { sequence: number; hash: string; at: string; signature: string }[]
}
