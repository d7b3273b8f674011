/** Local storage of the quiz on this device; where a browser stores nothing, the page remembers it for as long as it is open. */
const memory = new Map<string, string>()
const PREFIX = 'tanlu.quiz.'

/** What was kept under a name, or the other thing where nothing readable was. */
export function loadItem<Thing>(name: string, otherwise: Thing): Thing {
  const text = memory.get(name) ?? read(name)
  if (text === null) return otherwise
  try {
    const thing: unknown = JSON.parse(text)
    return thing === null || (otherwise !== null && !isSameKind(thing, otherwise)) ? otherwise : (thing as Thing)
  } catch {
    return otherwise
  }
}

/** Whether a thing is of the other's kind; what an older page kept may not be. */
function isSameKind(thing: unknown, other: unknown): boolean {
  return typeof thing === typeof other && Array.isArray(thing) === Array.isArray(other)
}

/** Keep a thing; null lets it go. */
export function saveItem(name: string, thing: unknown): void {
  const text = JSON.stringify(thing)
  try {
    if (thing === null) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, text)
    memory.delete(name)
  } catch {
    memory.set(name, text)
  }
}

/** Let everything go that this device keeps of the quiz, the language aside. */
export function clearAll(): void {
  for (const name of ['player', 'round', 'stock', 'later', 'graded', 'age', 'today']) {
    memory.delete(name)
    saveItem(name, null)
  }
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name)
  } catch {
    return null
  }
}
