/** Requests to the server: each says what came back, and an answer is sent again under its own idempotency key until it is heard. */
import { saveItem, loadItem } from './storage'
import type { Refusal } from '../shapes'

/** What came back: a status of 0 where nothing did. */
export interface Outcome<Body> {
  status: number
  body: Body | null
  refusal: Refusal | null
  waitSeconds: number
}

/** The token of a player made in this very page, for views that keep no cookies; after a reload the cookie speaks. */
let token = ''

/** Ask once. */
export async function request<Body>(path: string, method = 'GET', body?: unknown, headers: Record<string, string> = {}): Promise<Outcome<Body>> {
  if (token) headers.authorization = `Bearer ${token}`
  if (body !== undefined) headers['content-type'] = 'application/json'
  try {
    const asked: RequestInit = { method, headers, credentials: 'same-origin' }
    if (body !== undefined) asked.body = JSON.stringify(body)
    const answer = await fetch(path, asked)
    const told = answer.status === 204 ? null : await answer.json().catch(() => null)
    const waitSeconds = Number(answer.headers.get('retry-after')) || 0
    return { status: answer.status, body: answer.ok ? told : null, refusal: answer.ok ? null : (told ?? {}), waitSeconds }
  } catch {
    return { status: 0, body: null, refusal: null, waitSeconds: 0 }
  }
}

/** Whether sending the same again is the thing to do. */
export function isTransient(status: number): boolean {
  return status === 0 || status === 429 || status >= 500
}

/** Seconds until the next try: doubled each time, never above fifteen, and not the same for everybody. */
export function retryDelaySeconds(tries: number, asked: number): number {
  return Math.max(asked, Math.min(15, 2 ** (tries - 1)) * (0.75 + Math.random() / 2))
}

/** Send again what only met a passing trouble; `told` hears each time how many seconds were asked for, and ends it by saying false. */
export async function requestWithRetry<Body>(act: () => Promise<Outcome<Body>>, told: (tries: number, status: number, asked: number) => boolean): Promise<Outcome<Body>> {
  for (let tries = 1; ; tries += 1) {
    const heard = await act()
    if (!isTransient(heard.status) || !told(tries, heard.status, heard.waitSeconds)) return heard
    await waitOrOnline(retryDelaySeconds(tries, heard.waitSeconds))
  }
}

/** Wait so long, or until the device is online again. */
function waitOrOnline(seconds: number): Promise<void> {
  return new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer)
      removeEventListener('online', end)
      done()
    }
    const timer = setTimeout(end, seconds * 1000)
    addEventListener('online', end)
  })
}

/** Whether this device has played before. */
export function hasPlayer(): boolean {
  return loadItem('player', '') !== ''
}

/** See to it that there is a player: made without a name, once for each device. */
export async function ensurePlayer(anew = false): Promise<Outcome<unknown>> {
  if (hasPlayer() && !anew) return { status: 200, body: null, refusal: null, waitSeconds: 0 }
  token = ''
  const heard = await request<{ player: string; token: string }>('/api/players', 'POST')
  if (heard.body) {
    saveItem('player', heard.body.player)
    token = heard.body.token
  }
  return heard
}

/** Who plays here is forgotten, also by this page. */
export function forgetToken(): void {
  token = ''
}

/** A key that no other answer has. */
export function newIdempotencyKey(): string {
  if ('randomUUID' in crypto) return crypto.randomUUID()
  // a page that did not come over https has no randomUUID, and the same numbers all the same
  return [...(crypto as Crypto).getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, '0')).join('')
}
