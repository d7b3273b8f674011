/** An act on the server: busy while it runs, then a sentence that it was done, or the refusal. */
import { nextTick, ref } from 'vue'
import { Refusal } from '@/api/call'

export function useAct() {
  const busy = ref(false)
  const told = ref('')
  const refusal = ref<Refusal | null>(null)
  let last: (() => Promise<string | void>) | null = null

  /** Do it; what it gives back is told. False where it was refused. */
  async function attempt(work: () => Promise<string | void>): Promise<boolean> {
    last = work
    busy.value = true
    refusal.value = null
    told.value = ''
    try {
      told.value = (await work()) ?? ''
      return true
    } catch (problem) {
      refusal.value = problem instanceof Refusal ? problem : new Refusal('broken', String(problem), '')
      return false
    } finally {
      busy.value = false
      await nextTick()
    }
  }
  const again = () => last && void attempt(last)
  return { busy, told, refusal, attempt, again }
}
