/** An action on the server, one at a time: then a sentence that it was done, or the refusal. */
import { nextTick, ref } from 'vue'
import { Refusal } from '@/api/call'

export function useAction() {
  let busy = false
  const told = ref('')
  const refusal = ref<Refusal | null>(null)
  let last: (() => Promise<string | void>) | null = null

  /** Do it; what it gives back is told. False where it was refused. */
  async function attempt(work: () => Promise<string | void>): Promise<boolean> {
    if (busy) return false // a second click while the first is on its way
    last = work
    busy = true
    refusal.value = null
    told.value = ''
    try {
      told.value = (await work()) ?? ''
      return true
    } catch (problem) {
      refusal.value = problem instanceof Refusal ? problem : new Refusal('broken', String(problem), '')
      return false
    } finally {
      busy = false
    }
  }
  const again = () => last && void attempt(last)
  return { told, refusal, attempt, again }
}

/** Put the keyboard where it goes on, once what was acted on has made room for something else. */
export async function focusOn(selector: string): Promise<void> {
  await nextTick()
  document.querySelector<HTMLElement>(selector)?.focus()
}
