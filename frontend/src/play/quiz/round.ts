/** A round as it is played: asked, answered, told, ended; kept on the device, so that a reload goes on where it was. */
import { computed, ref, watch } from 'vue'
import { ask, askUntilHeard, becomePlayer, isPassing, newKey, type Heard } from '../shared/call'
import { keep, kept } from '../shared/storage'
import { language, today } from '../shared/i18n/language'
import { dropWaiting, putAway, putBy, sendKept, stock, takeOut, waiting } from './offline'
import { lookAtMe, potOfAnswer, potOfRound } from './balance'
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

interface Played {
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
export interface Told {
  kind: 'graded' | 'late' | 'kept' | 'refused'
  option: string
  learning: Learning | null
  reply: AnswerReply | null
  code: string
}

const MOST_TURNS = 4
const MOST_TURN_SECONDS = 10

interface Trouble {
  tries: number
  status: number
}

export const played = ref<Played | null>(null)
export const told = ref<Told | null>(null)
export const ended = ref(false)
export const starting = ref<Mode | null>(null)
export const trouble = ref<Trouble | null>(null)
/** Why a round could not be started; `often` where too many were, by this device or its network. */
export const notStarted = ref<'' | 'offline' | 'often' | 'busy' | 'refused'>('')
/** Whether a round waits for its turn, because many on this network begin at once. */
export const inTurn = ref(false)
export const trail = ref(kept<{ day: string; results: Result[] }>('today', { day: '', results: [] }))

export const question = computed(() => played.value?.questions[played.value.at] ?? null)
export const questionLang = computed(() => played.value?.langs[played.value.at] ?? language.value)
export const results = computed(() => (played.value?.mode === 'daily' ? trailResults() : (played.value?.results ?? [])))

/** What was answered of today's trail on this device. */
export function trailResults(): Result[] {
  return trail.value.day === today() ? trail.value.results : []
}

/** Start a round; practice without a connection asks what was served before. */
export async function start(mode: Mode): Promise<void> {
  if (starting.value) return
  starting.value = mode
  notStarted.value = ''
  let heard: Heard<unknown> = await whenItsTurn(becomePlayer)
  if (!isPassing(heard.status)) heard = await whenItsTurn(() => newRound(mode))
  if (heard.status === 401) {
    await becomePlayer(true)
    heard = await newRound(mode)
  }
  starting.value = null
  inTurn.value = false
  if (heard.body) begin(heard.body as RoundStart)
  else if (mode === 'practice' && isPassing(heard.status) && stock.value.length) beginFromStock()
  else notStarted.value = whyNot(heard.status)
}

/** Why there is no round. */
export function whyNot(status: number): 'offline' | 'often' | 'busy' | 'refused' {
  if (status === 0) return 'offline'
  return status === 429 ? 'often' : isPassing(status) ? 'busy' : 'refused'
}

/** A class may begin all at once: who is asked to wait a little waits and tries again; who is asked to wait long is told. */
function whenItsTurn<Body>(act: () => Promise<Heard<Body>>): Promise<Heard<Body>> {
  return askUntilHeard(act, (tries, status, asked) => (inTurn.value = status === 429 && tries <= MOST_TURNS && asked <= MOST_TURN_SECONDS))
}

function newRound(mode: Mode): Promise<Heard<RoundStart>> {
  return ask<RoundStart>('/api/quiz/rounds', 'POST', { mode, lang: language.value })
}

function begin(round: RoundStart): void {
  potOfRound(round.campaign)
  if (round.mode === 'practice') putAway(round)
  const langs = round.questions.map(() => round.lang)
  open({ mode: round.mode, lang: round.lang, langs, questions: round.questions, secondsLeft: round.seconds, lives: round.expires_in_seconds * 1000 })
}

function beginFromStock(): void {
  const some = stock.value.slice(0, 10)
  const langs = some.map((each) => each.lang)
  open({ mode: 'practice', lang: language.value, langs, questions: some.map((each) => each.question), secondsLeft: null, lives: 1_800_000 })
}

function open(round: Pick<Played, 'mode' | 'lang' | 'langs' | 'questions' | 'secondsLeft' | 'lives'>): void {
  played.value = { ...round, at: 0, results: [], pending: null, since: Date.now() }
  told.value = null
  ended.value = round.questions.length === 0
  save()
}

/** Take up the round that a reload broke off; an answer on its way is sent again under its own key. */
export async function takeUp(): Promise<boolean> {
  const round = keptRound()
  if (!round) return false
  if (round.pending === null && round.mode !== 'practice' && Date.now() - round.since > round.lives) {
    save(null)
    return false
  }
  played.value = round
  ended.value = false
  if (round.pending) await send(round.pending)
  return true
}

/** Answer the question that is asked. */
export async function answer(option: string): Promise<void> {
  const round = played.value
  const asked = question.value
  if (!round || !asked || round.pending || told.value) return
  round.pending = { serve: asked.serve, option, key: newKey() }
  save()
  await send(round.pending)
}

async function send(pending: Pending): Promise<void> {
  const round = played.value
  if (!round) return
  const body = { serve: pending.serve, option: pending.option }
  const act = (): Promise<Heard<AnswerReply>> => ask<AnswerReply>('/api/quiz/answers', 'POST', body, { 'idempotency-key': pending.key })
  const heard = await askUntilHeard(act, (tries, status) => {
    if (played.value !== round || (round.mode === 'practice' && status === 0)) return false
    trouble.value = { tries, status }
    return true
  })
  trouble.value = null
  if (played.value === round) settle(round, pending, heard)
  else if (isPassing(heard.status)) keepUnheard(round, pending)
}

function settle(round: Played, pending: Pending, heard: Heard<AnswerReply>): void {
  const learning = heard.body ?? heard.refusal?.learning ?? null
  const code = heard.refusal?.error?.code ?? ''
  const kind = heard.body ? 'graded' : isPassing(heard.status) ? 'kept' : learning ? 'late' : 'refused'
  if (kind === 'kept') keepUnheard(round, pending)
  else {
    takeOut(pending.serve)
    dropWaiting(pending.serve)
    if (waiting.value.length) void sendKept()
  }
  if (heard.body) potOfAnswer(heard.body)
  if (heard.status === 401) void becomePlayer(true)
  round.pending = null
  const result: Result = { right: learning?.right ?? null, released_fen: heard.body?.released_fen ?? 0 }
  round.results.push(result)
  if (round.mode === 'daily' && learning) {
    trail.value = { day: today(), results: [...trailResults(), result] }
    keep('today', trail.value)
  }
  told.value = { kind, option: pending.option, learning, reply: heard.body, code }
  save({ ...round, at: round.at + 1 })
}

function keepUnheard(round: Played, pending: Pending): void {
  const place = round.questions.findIndex((each) => each.serve === pending.serve)
  const asked = round.questions[place]
  if (asked) putBy(asked, pending.option, round.langs[place] ?? round.lang, pending.key)
}

/** Go on to the next question, or to the end. */
export function next(): void {
  const round = played.value
  if (!round) return
  told.value = null
  round.at += 1
  if (round.at >= round.questions.length) end()
  else save()
}

/** The round is over. */
export function end(): void {
  told.value = null
  ended.value = true
  save(null)
  void sendKept()
  if (navigator.onLine) void lookAtMe()
}

/** Back to the first page; a round that is not over can be taken up again. */
export function leave(): void {
  if (told.value) next()
  played.value = null
  ended.value = false
  told.value = null
}

/** The round that is kept and not at its end. */
function keptRound(): Played | null {
  const round = kept<Played | null>('round', null)
  return Array.isArray(round?.questions) && Array.isArray(round.results) && round.at < round.questions.length ? round : null
}

/** Whether a round waits to be taken up. */
export function brokenOff(): Mode | null {
  const round = keptRound()
  return round && Date.now() - round.since < round.lives ? round.mode : null
}

/** Keep a round where a reload finds it. */
export function save(round: Played | null = played.value): void {
  keep('round', round)
}

// the rest of a daily trail is served anew in the language that is read; other rounds stay in the language they were served in
watch(language, () => {
  const round = played.value
  if (round?.mode === 'daily' && !ended.value && !told.value && !round.pending && round.lang !== language.value) void start('daily')
})
