/** Practice offline: cached questions, the queue of answers that wait for the server, and what it said of them on return. */
import { ref } from 'vue'
import { request, isTransient, newIdempotencyKey } from '../shared/call'
import { saveItem, loadItem } from '../shared/storage'
import type { AnswerReply, Lang, Learning, Question, RoundStart } from '../shapes'

/** So many questions are kept; older ones make room. */
const MOST_CACHED = 40

export interface CachedQuestion {
  lang: Lang
  question: Question
}

export interface QueuedAnswer {
  serve: string
  option: string
  key: string
  lang: Lang
  question: Question
}

export interface GradedAnswer {
  lang: Lang
  question: Question
  option: string
  learning: Learning | null
  released_fen: number
  late: boolean
}

export const cachedQuestions = ref(loadItem<CachedQuestion[]>('stock', []))
export const queuedAnswers = ref(loadItem<QueuedAnswer[]>('later', []))
export const gradedAnswers = ref(loadItem<GradedAnswer[]>('graded', []))

/** Keep the questions of a practice round for times without a connection. */
export function cacheQuestions(round: RoundStart): void {
  const added = round.questions.map((question) => ({ lang: round.lang, question }))
  cachedQuestions.value = [...cachedQuestions.value, ...added].slice(-MOST_CACHED)
  saveItem('stock', cachedQuestions.value)
}

/** A question was answered, so it is not asked again. */
export function removeCachedQuestion(serve: string): void {
  cachedQuestions.value = cachedQuestions.value.filter((each) => each.question.serve !== serve)
  saveItem('stock', cachedQuestions.value)
}

/** Keep an answer until the server can be asked; it keeps its key, so that it counts once however often it is sent. */
export function queueAnswer(question: Question, option: string, lang: Lang, key = newIdempotencyKey()): void {
  queuedAnswers.value = [...queuedAnswers.value.filter((each) => each.serve !== question.serve), { serve: question.serve, option, key, lang, question }]
  saveItem('later', queuedAnswers.value)
  removeCachedQuestion(question.serve)
}

/** An answer was heard after all. */
export function dequeueAnswer(serve: string): void {
  queuedAnswers.value = queuedAnswers.value.filter((each) => each.serve !== serve)
  saveItem('later', queuedAnswers.value)
}

/** What was read is put away. */
export function dismissGraded(): void {
  gradedAnswers.value = []
  saveItem('graded', null)
}

/** Nothing is left of it on this page. */
export function clearOffline(): void {
  cachedQuestions.value = []
  queuedAnswers.value = []
  gradedAnswers.value = []
}

let sending = false

/** Have kept answers graded, one after the other; what is not heard stays kept. */
export async function sendQueuedAnswers(): Promise<void> {
  if (sending) return
  sending = true
  try {
    for (const one of [...queuedAnswers.value]) {
      const heard = await request<AnswerReply>('/api/quiz/answers', 'POST', { serve: one.serve, option: one.option }, { 'idempotency-key': one.key })
      if (isTransient(heard.status)) return
      const learning = heard.body ?? heard.refusal?.learning ?? null
      const told: GradedAnswer = {
        lang: one.lang,
        question: one.question,
        option: one.option,
        learning,
        released_fen: heard.body?.released_fen ?? 0,
        late: heard.status === 410,
      }
      gradedAnswers.value = [...gradedAnswers.value, told].slice(-MOST_CACHED)
      saveItem('graded', gradedAnswers.value)
      dequeueAnswer(one.serve)
    }
  } finally {
    sending = false
  }
}
