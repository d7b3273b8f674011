/** An answer of the server that a page stands on: asked again when its address changes, followed while it is long work. */
import { onScopeDispose, reactive, watch } from 'vue'
import { call, follow, isJob, Refusal, send } from './call'
import type { Job } from './types'

export interface Resource<T> {
  /** Where it came from; a figure names it, so that whoever doubts can look. */
  address: string
  data: T | null
  job: Job | null
  refusal: Refusal | null
  waiting: boolean
  again: () => void
  cancel: () => Promise<void>
}

/** Ask for an address that may change; no address, no question. */
export function resource<T>(address: () => string | null): Resource<T> {
  let control: AbortController | null = null
  const state = reactive({
    address: '',
    data: null,
    job: null,
    refusal: null,
    waiting: true,
    again: () => void ask(state.address),
    cancel: async () => {
      if (state.job) await send('DELETE', `/api/jobs/${encodeURIComponent(state.job.id)}`)
    },
  }) as Resource<T>

  async function ask(from: string): Promise<void> {
    control?.abort()
    control = new AbortController()
    const { signal } = control
    Object.assign(state, { address: from, refusal: null, waiting: true, job: null })
    try {
      let answer = await call<T>('GET', from, undefined, signal)
      for (let turn = 0; isJob(answer) && turn < 5; turn += 1) {
        state.job = answer.job
        const last = await follow(answer.job, (now) => (state.job = now), signal)
        if (last.state === 'cancelled') throw new Refusal('cancelled', 'The work was cancelled.', '')
        if (last.state === 'failed') throw Refusal.of(last.error, 'The work failed.')
        answer = await call<T>('GET', from, undefined, signal)
      }
      Object.assign(state, { data: answer, waiting: false, job: null })
    } catch (problem) {
      if ((problem as Error).name === 'AbortError') return
      const refusal = problem instanceof Refusal ? problem : new Refusal('broken', String(problem), '')
      Object.assign(state, { data: null, refusal, waiting: false, job: null })
    }
  }

  watch(
    address,
    (next) => {
      if (next !== null && next !== state.address) {
        state.data = null
        void ask(next)
      }
    },
    { immediate: true },
  )
  onScopeDispose(() => control?.abort())
  return state
}

/** An address with the parameters that are set. */
export function at(path: string, parameters: Record<string, string | number | null | undefined> = {}): string {
  const set = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== '')
  const query = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString()
  return query ? `${path}?${query}` : path
}

/** What stands at a dotted path of an answer; `[3]` and names alike. */
export function valueAt(data: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, name) => (found as Record<string, unknown> | null | undefined)?.[name], data)
}
