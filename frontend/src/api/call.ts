/** Calls to the server: one place that knows about its errors, its token and its long work. */
import type { Job, Problem, Session } from './types'

/** What the server said no with. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly mend: string,
    readonly values: Record<string, string | number> = {},
    readonly status = 0,
  ) {
    super(message)
  }

  /** What the server said, in Chinese; empty where the console itself refuses. */
  chinese = ''

  /** The refusal of a request or of long work, as the server told it. */
  static of(told: Partial<Problem> | null | undefined, otherwise: string, status = 0): Refusal {
    const refusal = new Refusal(told?.code ?? 'broken', told?.message ?? otherwise, told?.mend ?? '', told?.values ?? {}, status)
    refusal.chinese = [told?.message_zh, told?.mend_zh].filter(Boolean).join('；')
    return refusal
  }
}

/** Told to the window where the server does not know the reader any more. */
export const SIGNED_OUT = 'tanlu-signed-out'

let token = ''

export function rememberToken(session: Session): Session {
  token = session.csrf
  return session
}

async function refusalOf(answer: Response): Promise<Refusal> {
  const body = (await answer.json().catch(() => ({}))) as { error?: Problem }
  return Refusal.of(body.error, answer.statusText, answer.status)
}

/** Ask the server; a refusal is thrown, and long work comes back as its job. */
export async function call<T>(method: string, address: string, body?: unknown, signal?: AbortSignal): Promise<T | { job: Job }> {
  const raw = body instanceof Blob
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') headers['X-CSRF-Token'] = token
  if (body !== undefined) headers['Content-Type'] = raw ? 'application/octet-stream' : 'application/json'
  const asked: RequestInit = { method, headers, credentials: 'same-origin', signal: signal ?? null }
  if (body !== undefined) asked.body = raw ? body : JSON.stringify(body)
  let answer: Response
  try {
    answer = await fetch(address, asked)
  } catch (problem) {
    if ((problem as Error).name === 'AbortError') throw problem
    throw new Refusal('unreachable', (problem as Error).message, '')
  }
  if (!answer.ok) {
    const refusal = await refusalOf(answer)
    if (refusal.code === 'not_signed_in') window.dispatchEvent(new Event(SIGNED_OUT))
    throw refusal
  }
  return (await answer.json()) as T
}

/** Send what changes something and give back its answer. */
export async function send<T>(method: 'POST' | 'PUT' | 'DELETE', address: string, body?: unknown): Promise<T> {
  return (await call<T>(method, address, body)) as T
}

export function isJob(answer: unknown): answer is { job: Job } {
  return typeof answer === 'object' && answer !== null && Object.keys(answer).length === 1 && 'job' in answer
}

/** Follow a job until it ends, through events. */
export function follow(job: Job, told: (job: Job) => void, signal?: AbortSignal): Promise<Job> {
  return new Promise((resolve, reject) => {
    const events = new EventSource(`/api/jobs/${encodeURIComponent(job.id)}/events`)
    let ended = false
    const end = (last: Job) => {
      ended = true // the server ends the stream itself; to break it off would be a failed request
      setTimeout(() => events.close(), 5000)
      resolve(last)
    }
    signal?.addEventListener('abort', () => {
      events.close()
      reject(new DOMException('left', 'AbortError'))
    })
    events.addEventListener('job', (event) => {
      const next = JSON.parse((event as MessageEvent<string>).data) as Job
      told(next)
      if (['done', 'failed', 'cancelled'].includes(next.state)) end(next)
    })
    events.onerror = () => {
      events.close()
      if (ended) return
      call<{ job: Job }>('GET', `/api/jobs/${encodeURIComponent(job.id)}`, undefined, signal).then(
        (answer) => {
          const now = (answer as { job: Job }).job
          told(now)
          if (['waiting', 'running'].includes(now.state)) follow(now, told, signal).then(resolve, reject)
          else resolve(now)
        },
        reject,
      )
    }
  })
}
