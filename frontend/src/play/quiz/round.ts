/** The state of a round: its questions, answers, feedback and end; stored on the device, so that a reload goes on where it was. */
import { computed, ref, watch } from 'vue'
import { request, requestWithRetry, ensurePlayer, isTransient, newIdempotencyKey, type Outcome } from '../shared/call'
import { saveItem, loadItem } from '../shared/storage'
import { language, today } from '../shared/i18n/language'
import { dequeueAnswer, cacheQuestions, queueAnswer, sendQueuedAnswers, cachedQuestions, removeCachedQuestion, queuedAnswers } from './offline'
import { fetchPlayer, updateFromAnswer, updateFromRound } from './balance'
import type { AnswerReply, Lang, Learning, Mode, Question, RoundStart } from '../shapes'

export interface Result {
  right: boolean | null
  released_fen: number
}

interface Pending {
  serve: string
  option: string
  key: string
}

interface RoundState {
  mode: Mode
  lang: Lang
  langs: Lang[]
  questions: Question[]
  at: number
  results: Result[]
  pending: Pending | null
  since: number
  lives: number
  secondsLeft: number | null
}

/** What the page tells after an answer. */
export interface Feedback {
  kind: 'graded' | 'late' | 'kept' | 'refused'
  option: string
  learning: Learning | null
  reply: AnswerReply | null
  code: string
}

const MOST_TURNS = 4
const MOST_TURN_SECONDS = 10

interface Retry {
  tries: number
  status: number
}

export const currentRound = ref<RoundState | null>(null)
export const feedback = ref<Feedback | null>(null)
export const isEnded = ref(false)
export const startingMode = ref<Mode | null>(null)
export const retrying = ref<Retry | null>(null)
/** Why a round could not be started; `often` where too many were, by this device or its network. */
export const startError = ref<'' | 'offline' | 'often' | 'busy' | 'refused'>('')
/** Whether a round waits for its turn, because many on this network begin at once. */
export const isQueued = ref(false)
export const trail = ref(loadItem<{ day: string; results: Result[] }>('today', { day: '', results: [] }))

export const question = computed(() => currentRound.value?.questions[currentRound.value.at] ?? null)
export const questionLang = computed(() => currentRound.value?.langs[currentRound.value.at] ?? language.value)
export const results = computed(() => (currentRound.value?.mode === 'daily' ? trailResults() : (currentRound.value?.results ?? [])))

/** What was answered of today's trail on this device. */
export function trailResults(): Result[] {
  return trail.value.day === today() ? trail.value.results : []
}

/** Start a round; practice without a connection asks what was served before. */
export async function startRound(mode: Mode): Promise<void> {
  if (startingMode.value) return
  startingMode.value = mode
  startError.value = ''
  let heard: Outcome<unknown> = await startWithRetry(ensurePlayer)
  if (!isTransient(heard.status)) heard = await startWithRetry(() => newRound(mode))
  if (heard.status === 401) {
    await ensurePlayer(true)
    heard = await newRound(mode)
  }
  startingMode.value = null
  isQueued.value = false
  if (heard.body) begin(heard.body as RoundStart)
  else if (mode === 'practice' && isTransient(heard.status) && cachedQuestions.value.length) beginFromCache()
  else startError.value = startErrorOf(heard.status)
}

/** Why there is no round. */
export function startErrorOf(status: number): 'offline' | 'often' | 'busy' | 'refused' {
  if (status === 0) return 'offline'
  return status === 429 ? 'often' : isTransient(status) ? 'busy' : 'refused'
}

/** A class may begin all at once: who is asked to wait a little waits and tries again; who is asked to wait long is told. */
function startWithRetry<Body>(act: () => Promise<Outcome<Body>>): Promise<Outcome<Body>> {
  return requestWithRetry(act, (tries, status, asked) => (isQueued.value = status === 429 && tries <= MOST_TURNS && asked <= MOST_TURN_SECONDS))
}

function newRound(mode: Mode): Promise<Outcome<RoundStart>> {
  return request<RoundStart>('/api/quiz/rounds', 'POST', { mode, lang: language.value })
}

function begin(round: RoundStart): void {
  updateFromRound(round.campaign)
  if (round.mode === 'practice') cacheQuestions(round)
  const langs = round.questions.map(() => round.lang)
  openRound({ mode: round.mode, lang: round.lang, langs, questions: round.questions, secondsLeft: round.seconds, lives: round.expires_in_seconds * 1000 })
}

function beginFromCache(): void {
  const some = cachedQuestions.value.slice(0, 10)
  const langs = some.map((each) => each.lang)
  openRound({ mode: 'practice', lang: language.value, langs, questions: some.map((each) => each.question), secondsLeft: null, lives: 1_800_000 })
}

function openRound(round: Pick<RoundState, 'mode' | 'lang' | 'langs' | 'questions' | 'secondsLeft' | 'lives'>): void {
  currentRound.value = { ...round, at: 0, results: [], pending: null, since: Date.now() }
  feedback.value = null
  isEnded.value = round.questions.length === 0
  saveRound()
}

/** Take up the round that a reload broke off; an answer on its way is sent again under its own key. */
export async function resumeRound(): Promise<boolean> {
  const round = loadRound()
  if (!round) return false
  if (round.pending === null && round.mode !== 'practice' && Date.now() - round.since > round.lives) {
    saveRound(null)
    return false
  }
  currentRound.value = round
  isEnded.value = false
  if (round.pending) await send(round.pending)
  return true
}

/** Answer the question that is asked. */
export async function submitAnswer(option: string): Promise<void> {
  const round = currentRound.value
  const asked = question.value
  if (!round || !asked || round.pending || feedback.value) return
  round.pending = { serve: asked.serve, option, key: newIdempotencyKey() }
  saveRound()
  await send(round.pending)
}

async function send(pending: Pending): Promise<void> {
  const round = currentRound.value
  if (!round) return
  const body = { serve: pending.serve, option: pending.option }
  const act = (): Promise<Outcome<AnswerReply>> => request<AnswerReply>('/api/quiz/answers', 'POST', body, { 'idempotency-key': pending.key })
  const heard = await requestWithRetry(act, (tries, status) => {
    if (currentRound.value !== round || (round.mode === 'practice' && status === 0)) return false
    retrying.value = { tries, status }
    return true
  })
  retrying.value = null
  if (currentRound.value === round) settle(round, pending, heard)
  else if (isTransient(heard.status)) queueUnsent(round, pending)
}

function settle(round: RoundState, pending: Pending, heard: Outcome<AnswerReply>): void {
  const learning = heard.body ?? heard.refusal?.learning ?? null
  const code = heard.refusal?.error?.code ?? ''
  const kind = heard.body ? 'graded' : isTransient(heard.status) ? 'kept' : learning ? 'late' : 'refused'
  if (kind === 'kept') queueUnsent(round, pending)
  else {
    removeCachedQuestion(pending.serve)
    dequeueAnswer(pending.serve)
    if (queuedAnswers.value.length) void sendQueuedAnswers()
  }
  if (heard.body) updateFromAnswer(heard.body)
  if (heard.status === 401) void ensurePlayer(true)
  round.pending = null
  const result: Result = { right: learning?.right ?? null, released_fen: heard.body?.released_fen ?? 0 }
  round.results.push(result)
  if (round.mode === 'daily' && learning) {
    trail.value = { day: today(), results: [...trailResults(), result] }
    saveItem('today', trail.value)
  }
  feedback.value = { kind, option: pending.option, learning, reply: heard.body, code }
  saveRound({ ...round, at: round.at + 1 })
}

function queueUnsent(round: RoundState, pending: Pending): void {
  const place = round.questions.findIndex((each) => each.serve === pending.serve)
  const asked = round.questions[place]
  if (asked) queueAnswer(asked, pending.option, round.langs[place] ?? round.lang, pending.key)
}

/** Go on to the next question, or to the end. */
export function nextQuestion(): void {
  const round = currentRound.value
  if (!round) return
  feedback.value = null
  round.at += 1
  if (round.at >= round.questions.length) endRound()
  else saveRound()
}

/** The round is over. */
export function endRound(): void {
  feedback.value = null
  isEnded.value = true
  saveRound(null)
  void sendQueuedAnswers()
  if (navigator.onLine) void fetchPlayer()
}

/** Back to the first page; a round that is not over can be taken up again. */
export function leaveRound(): void {
  if (feedback.value) nextQuestion()
  currentRound.value = null
  isEnded.value = false
  feedback.value = null
}

/** The round that is kept and not at its end. */
function loadRound(): RoundState | null {
  const round = loadItem<RoundState | null>('round', null)
  return Array.isArray(round?.questions) && Array.isArray(round.results) && round.at < round.questions.length ? round : null
}

/** Whether a round waits to be taken up. */
export function resumableMode(): Mode | null {
  const round = loadRound()
  return round && Date.now() - round.since < round.lives ? round.mode : null
}

/** Keep a round where a reload finds it. */
export function saveRound(round: RoundState | null = currentRound.value): void {
  saveItem('round', round)
}

// the rest of a daily trail is served anew in the language that is read; other rounds stay in the language they were served in
watch(language, () => {
  const round = currentRound.value
  if (round?.mode === 'daily' && !isEnded.value && !feedback.value && !round.pending && round.lang !== language.value) void startRound('daily')
})
