/** Practice without a connection: questions served before, answers that wait, and what the server said of them on return. */
import { ref } from 'vue'
import { ask, isPassing, newKey } from '../shared/call'
import { keep, kept } from '../shared/storage'
import type { AnswerReply, Lang, Learning, Question, RoundStart } from '../shapes'

/** So many questions are kept; older ones make room. */
const MOST = 40

export interface Stocked {
  lang: Lang
  question: Question
}

export interface Waiting {
  serve: string
  option: string
  key: string
  lang: Lang
  question: Question
}

export interface Graded {
  lang: Lang
  question: Question
  option: string
  learning: Learning | null
  released_fen: number
  late: boolean
}

export const stock = ref(kept<Stocked[]>('stock', []))
export const waiting = ref(kept<Waiting[]>('later', []))
export const graded = ref(kept<Graded[]>('graded', []))

/** Keep the questions of a practice round for times without a connection. */
export function putAway(round: RoundStart): void {
  const added = round.questions.map((question) => ({ lang: round.lang, question }))
  stock.value = [...stock.value, ...added].slice(-MOST)
  keep('stock', stock.value)
}

/** A question was answered, so it is not asked again. */
export function takeOut(serve: string): void {
  stock.value = stock.value.filter((each) => each.question.serve !== serve)
  keep('stock', stock.value)
}

/** Keep an answer until the server can be asked; it keeps its key, so that it counts once however often it is sent. */
export function putBy(question: Question, option: string, lang: Lang, key = newKey()): void {
  waiting.value = [...waiting.value.filter((each) => each.serve !== question.serve), { serve: question.serve, option, key, lang, question }]
  keep('later', waiting.value)
  takeOut(question.serve)
}

/** An answer was heard after all. */
export function dropWaiting(serve: string): void {
  waiting.value = waiting.value.filter((each) => each.serve !== serve)
  keep('later', waiting.value)
}

/** What was read is put away. */
export function readGraded(): void {
  graded.value = []
  keep('graded', null)
}

/** Nothing is left of it on this page. */
export function emptyAll(): void {
  stock.value = []
  waiting.value = []
  graded.value = []
}

let sending = false

/** Have kept answers graded, one after the other; what is not heard stays kept. */
export async function sendKept(): Promise<void> {
  if (sending) return
  sending = true
  try {
    for (const one of [...waiting.value]) {
      const heard = await ask<AnswerReply>('/api/quiz/answers', 'POST', { serve: one.serve, option: one.option }, { 'idempotency-key': one.key })
      if (isPassing(heard.status)) return
      const learning = heard.body ?? heard.refusal?.learning ?? null
      const told: Graded = {
        lang: one.lang,
        question: one.question,
        option: one.option,
        learning,
        released_fen: heard.body?.released_fen ?? 0,
        late: heard.status === 410,
      }
      graded.value = [...graded.value, told].slice(-MOST)
      keep('graded', graded.value)
      dropWaiting(one.serve)
    }
  } finally {
    sending = false
  }
}
