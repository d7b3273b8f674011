/** The flow of an inventory as nodes and links: sites, scopes, and under scope 3 its categories. */
import type { Basis, InventoryPage } from '@/api/types'

export interface Names {
  site: (site: string) => string
  rest: () => string
  stated: () => string
  scope: (scope: string) => string
  category: (category: number | null, activity: string) => string
}
interface Node {
  name: string
  scope: string | null
}
interface Link {
  source: string
  target: string
  value: number
}
const MOST_SITES = 12

/** Sum the cells to links; the smallest sites stand together, and what is only stated comes from its own source. */
export function flowOf(page: InventoryPage, basis: Basis, names: Names): { nodes: Node[]; links: Link[]; tallest: number } {
  const cells = page.flow[basis].filter((cell) => cell.tco2e > 0 && !isStated(page, cell.scope))
  const large = largest(cells)
  const nodes = new Map<string, Node & { column: number }>()
  const links = new Map<string, Link>()
  const add = (source: Node, target: Node, columns: [number, number], value: number) => {
    nodes.set(source.name, { ...source, column: columns[0] })
    nodes.set(target.name, { ...target, column: columns[1] })
    const key = `${source.name}\n${target.name}`
    const met = links.get(key)
    if (met) met.value += value
    else links.set(key, { source: source.name, target: target.name, value })
  }
  for (const cell of cells) {
    const site = { name: large.has(cell.site) ? names.site(cell.site) : names.rest(), scope: null }
    const scope = { name: names.scope(cell.scope), scope: cell.scope }
    add(site, scope, [0, 1], cell.tco2e)
    add(scope, { name: names.category(cell.category, cell.activity), scope: cell.scope }, [1, 2], cell.tco2e)
  }
  for (const scope of ['1', '2', '3']) {
    const total = statedTotal(page, scope, basis)
    if (total) add({ name: names.stated(), scope: null }, { name: names.scope(scope), scope }, [0, 1], total)
  }
  const counts = [0, 1, 2].map((column) => [...nodes.values()].filter((node) => node.column === column).length)
  return { nodes: [...nodes.values()], links: [...links.values()], tallest: Math.max(...counts) + 3 }
}

function largest(cells: { site: string; tco2e: number }[]): Set<string> {
  const sums = new Map<string, number>()
  for (const cell of cells) sums.set(cell.site, (sums.get(cell.site) ?? 0) + cell.tco2e)
  return new Set([...sums].sort((a, b) => b[1] - a[1]).slice(0, MOST_SITES).map(([site]) => site))
}

function isStated(page: InventoryPage, scope: string): boolean {
  return page.stated_not_in_cells.some((metric) => metric === `scope${scope}`)
}

function statedTotal(page: InventoryPage, scope: string, basis: Basis): number | null {
  if (!isStated(page, scope)) return null
  return page.inventory.tco2e[scope === '2' ? (`scope2_${basis}` as const) : (`scope${scope}` as 'scope1')]
}
