/** A draft that is being edited: what is stored, what stands in the form, and the acts that change it. */
import { computed, onBeforeUnmount, onMounted, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { call, Refusal, send } from '@/api/call'
import type { Resource } from '@/api/resource'
import type { Cells, Draft, DraftAnswer } from '@/api/editor'
import { useAction } from './action'
import { cellsOf, formOf, isSame } from './cells'
import { withEditorName } from './actor'

export function useDraft(found: Resource<DraftAnswer>) {
  const { t } = useI18n()
  const act = useAction()
  const form = ref<Cells | null>(null)
  /** What somebody else stored meanwhile, until it is decided whose words stay. */
  const theirs = ref<Draft | null>(null)
  const draft = computed(() => found.data?.draft ?? null)
  const address = () => `/api/editor/drafts/${encodeURIComponent(draft.value?.draft ?? '')}`
  const dirty = computed(() => form.value !== null && draft.value !== null && !isSame(form.value, draft.value.cells))

  /** Take an answer as what is stored; the form follows it unless its words are to be kept. */
  function take(next: Draft, keepForm = false): void {
    if (found.data) found.data.draft = next
    if (!keepForm) form.value = formOf(next.cells)
    theirs.value = null
  }
  async function store(): Promise<void> {
    if (!form.value || !draft.value) return
    const sent = cellsOf(form.value)
    const body = withEditorName({ cells: sent, changed_at: draft.value.changed_at })
    try {
      const answer = await send<{ draft: Draft }>('PUT', address(), body)
      take(answer.draft, !isSame(form.value, sent)) // what was typed while it was sent stays
    } catch (problem) {
      if (!(problem instanceof Refusal) || problem.code !== 'changed_meanwhile') throw problem
      theirs.value = ((await call<DraftAnswer>('GET', address())) as DraftAnswer).draft
    }
  }
  const save = () =>
    act.attempt(async () => {
      if (dirty.value) await store()
      return theirs.value ? '' : t('draft.savedNow')
    })
  const submit = () =>
    act.attempt(async () => {
      if (dirty.value) await store()
      if (theirs.value) return
      take((await send<{ draft: Draft }>('POST', `${address()}/submit`, withEditorName({}))).draft)
      return t('draft.submitted')
    })
  const withdraw = () =>
    act.attempt(async () => {
      take((await send<{ draft: Draft }>('POST', `${address()}/withdraw`, withEditorName({}))).draft)
      return t('draft.withdrawn')
    })
  const keepMine = () => {
    if (theirs.value) take(theirs.value, true)
    return save()
  }

  const mayLeave = () => !dirty.value || window.confirm(t('draft.leave'))
  const warn = (event: BeforeUnloadEvent) => dirty.value && event.preventDefault()
  onBeforeRouteLeave(mayLeave)
  onBeforeRouteUpdate((to, from) => to.path === from.path || mayLeave())
  onMounted(() => window.addEventListener('beforeunload', warn))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', warn))
  return { ...act, form, theirs, draft, dirty, take, save, submit, withdraw, keepMine, address }
}
