/** What every page needs to know: who is here, which case is open, which year is looked at. */
import { computed, reactive, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { call, rememberToken } from '@/api/call'
import { resource, type Resource } from '@/api/resource'
import type { Case, Named, Session } from '@/api/types'
import { currentLanguage } from '@/i18n/language'

export const session = ref<Session | null>(null)

/** Ask the server who we are; also brings the token that changes need. */
export async function askSession(): Promise<Session> {
  session.value = rememberToken((await call<Session>('GET', '/api/session')) as Session)
  return session.value
}

export function may(what: string): boolean {
  return session.value?.may.includes(what) ?? false
}

const open = reactive({ asked: false })
let kept: Resource<{ case: Case }> | null = null

/** The open case; asked once, by the shell, when somebody may read it. */
export function openCase(): Resource<{ case: Case }> {
  kept ??= resource<{ case: Case }>(() => (open.asked ? '/api/case' : null))
  return kept
}

export function askCase(): void {
  if (open.asked) openCase().again()
  open.asked = true
}

/** The year in the address, else the newest that the case has. */
export function useYear() {
  const route = useRoute()
  const router = useRouter()
  const year = computed(() => {
    const asked = Number(route.query.year)
    return Number.isInteger(asked) && asked > 1900 ? asked : (openCase().data?.case.year ?? null)
  })
  const choose = (next: number) => router.push({ query: { ...route.query, year: String(next), offset: undefined } })
  return { year, choose }
}

/** A parameter of the address that a page reads and writes. */
export function useAsked<T extends string>(name: string, otherwise: T) {
  const route = useRoute()
  const router = useRouter()
  return computed<T>({
    get: () => ((route.query[name] as T | undefined) ?? otherwise),
    set: (next) => void router.replace({ query: { ...route.query, [name]: next === otherwise ? undefined : next, offset: undefined } }),
  })
}

/** A name in the reader's language, where both are given. */
export function named(thing: Partial<Named> | null | undefined, otherwise = ''): string {
  if (!thing) return otherwise
  return (currentLanguage() === 'zh-CN' && thing.name_zh) || thing.name || otherwise
}

/** The name of a site by its id. */
export function siteName(id: string): string {
  return named(openCase().data?.case.sites.find((site) => site.site === id), id)
}
