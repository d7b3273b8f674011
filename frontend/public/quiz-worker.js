/** Keeps the quiz's shell on the device: the page, its scripts and styles; the API always goes to the server. */
const SHELL = 'tanlu-quiz-shell'
const PAGE = '/quiz'

/** What a page is made of: the addresses of its own files. */
function partsOf(html) {
  return [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((met) => met[1])
}

/** Keep a page and its parts, and let go of parts that it does not name any more. */
async function keep(answer) {
  const cache = await caches.open(SHELL)
  const parts = partsOf(await answer.clone().text())
  const kept = new Set((await cache.keys()).map((request) => new URL(request.url).pathname))
  await cache.addAll(parts.filter((part) => !kept.has(part) || !part.startsWith('/assets/')))
  await cache.put(PAGE, answer)
  const wanted = new Set([PAGE, ...parts])
  await Promise.all([...kept].filter((path) => !wanted.has(path)).map((path) => cache.delete(path)))
}

async function page(request, event) {
  try {
    const answer = await fetch(request)
    if (!answer.ok) return (await caches.match(PAGE)) ?? answer
    event.waitUntil(keep(answer.clone()).catch(() => undefined))
    return answer
  } catch (error) {
    const kept = await caches.match(PAGE)
    if (kept) return kept
    throw error
  }
}

async function part(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

self.addEventListener('install', (event) => {
  event.waitUntil(fetch(PAGE).then(keep).then(() => self.skipWaiting()))
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/api')) return
  if (mode === 'navigate') event.respondWith(page(event.request, event))
  else event.respondWith(part(event.request))
})
