/** The session store, which every page reads: who is signed in, which case is open, which year is shown. */
import { computed, reactive, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { call, rememberToken } from '@/api/call'
import { resource, type Resource } from '@/api/resource'
import type { Case, Named, Session } from '@/api/types'
import { currentLanguage } from '@/i18n/language'

export const session = ref<Session | null>(null)

/** Ask the server who we are; also brings the token that changes need. */
export async function fetchSession(): Promise<Session> {
  session.value = rememberToken((await call<Session>('GET', '/api/session')) as Session)
  return session.value
}

export function may(what: string): boolean {
  return session.value?.may.includes(what) ?? false
}

const open = reactive({ asked: false })
let cached: Resource<{ case: Case }> | null = null

/** The open case; asked once, by the shell, when somebody may read it. */
export function caseResource(): Resource<{ case: Case }> {
  cached ??= resource<{ case: Case }>(() => (open.asked ? '/api/case' : null))
  return cached
}

export function fetchCase(): void {
  if (open.asked) caseResource().again()
  open.asked = true
}

/** The year in the address, else the newest that the case has. */
export function useYear() {
  const route = useRoute()
  const router = useRouter()
  const year = computed(() => {
    const asked = Number(route.query.year)
    return Number.isInteger(asked) && asked > 1900 ? asked : (caseResource().data?.case.year ?? null)
  })
  const choose = (next: number) => router.push({ query: { ...route.query, year: String(next), offset: undefined } })
  return { year, choose }
}

/** A parameter of the address that a page reads and writes. */
export function useQueryParameter<T extends string>(name: string, otherwise: T) {
  const route = useRoute()
  const router = useRouter()
  return computed<T>({
    get: () => ((route.query[name] as T | undefined) ?? otherwise),
    set: (next) => void router.replace({ query: { ...route.query, [name]: next === otherwise ? undefined : next, offset: undefined } }),
  })
}

/** A name in the reader's language, where both are given. */
export function localizedName(thing: Partial<Named> | null | undefined, otherwise = ''): string {
  if (!thing) return otherwise
  return (currentLanguage() === 'zh-CN' && thing.name_zh) || thing.name || otherwise
}

/** The name of a site by its id. */
export function siteName(id: string): string {
  return localizedName(caseResource().data?.case.sites.find((site) => site.site === id), id)
}
