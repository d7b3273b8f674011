/** Who acts: the person who signed in, or, where nobody is asked to, a name that this browser keeps. */
import { computed, ref } from 'vue'
import { Refusal } from '@/api/call'
import { session } from '@/shell/session'
import { focusOn } from './action'

const STORAGE_KEY = 'tanlu.editor-name'
export const SHORTEST = 2
export const LONGEST = 80

export const editorName = ref(localStorage.getItem(STORAGE_KEY) ?? '')
/** True while the head of the page asks for a name. */
export const asking = ref(false)
export const asksName = computed(() => session.value?.person?.how === 'loopback')

export function saveEditorName(name: string): void {
  editorName.value = name.trim().replace(/\s+/g, ' ')
  localStorage.setItem(STORAGE_KEY, editorName.value)
}

/** What is sent, with the name of who sends it where the server cannot know it. */
export function withEditorName<T extends object>(body: T): T & { name?: string } {
  if (!asksName.value) return body
  if (editorName.value.length < SHORTEST) {
    asking.value = true
    void focusOn('#editor-name')
    throw new Refusal('name_needed', 'Nobody signs in at this server, so it does not know who you are.', 'Give your name at the head of the page.')
  }
  return { ...body, name: editorName.value }
}

/** Whether who acts here may review what others wrote: the server knows who signed in; elsewhere names tell, and it has the last word. */
export function mayReview(writers: string[], server: boolean): boolean {
  if (!asksName.value) return server
  const alike = (name: string) => name.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ')
  return !writers.some((writer) => alike(writer) === alike(editorName.value))
}
