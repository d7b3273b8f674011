/** Shapes of the server's answers, as its OpenAPI document has them; null is "not known". */
export type Known = number | null
export type Basis = 'market' | 'location'
export type Severity = 'error' | 'warning' | 'note'

/** What was met and what mends it, in both languages. */
export interface Problem {
  code: string
  message: string
  message_zh: string
  mend: string
  mend_zh: string
  values: Record<string, string | number>
}

export interface Job {
  id: string
  act: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  step: string
  step_zh: string
  fraction: Known
  error: Problem | null
  result: Record<string, string> | null
}

export interface Session {
  signed_in: boolean
  person: { person: string; name: string; role: Role; how: string } | null
  may: string[]
  sign_in: { needed: boolean; local: boolean; oidc: { name: string; start: string } | null }
  csrf: string
  has_case: boolean
  version: string
}
export type Role = 'viewer' | 'contributor' | 'auditor' | 'administrator'

export interface Named {
  name: string
  name_zh: string | null
}
export interface Site extends Named {
  site: string
  kind: string
  country: string
  region: string
}
export interface Case extends Named {
  base_year: number | null
  currency: string
  years: number[]
  year: number | null
  power_years: number[]
  sites: Site[]
  tables: { table: string; file: string; bytes: number; changed: string }[]
}

export interface Finding {
  code: string
  severity: Severity
  table: string | null
  file: string | null
  row: number | null
  column: string | null
  message: string
  message_zh: string
  mend: string
  mend_zh: string
  count: number
  rows: number[]
}
export type Counts = Record<Severity, number>

export interface Totals {
  scope1: Known
  scope2_location: Known
  scope2_market: Known
  scope3: Known
  total_location: Known
  total_market: Known
}
export interface Target {
  name: string
  metric: string
  base_year: number
  year: number
  limit: Known
  base: Known
  now: Known
  on_track_now: Known
  unit: string
  status: 'met' | 'on_track' | 'behind' | 'unknown'
}
export interface Overview {
  year: number
  base_year: number | null
  base: Totals | null
  now: Totals
  change_fraction: Known
  years: { year: number; tco2e: Totals }[]
  targets: Target[]
  coverage: { lines_read: number; priced: number; set_aside: number; without_factor: number; share_priced: Known; stated: string[]; renewable_share: Known }
  data_quality: { score: Known; share_scored: Known; share_measured: Known; share_estimated: Known }
  findings: Counts & { top: Finding[] }
  run: string
}

export interface Both {
  location: Known
  market: Known
}
export interface Stated {
  tco2e: number
  source: string
  statement: string
}
export interface Inventory {
  year: number
  gwp: string
  run: string
  tco2e: Totals
  computed_tco2e: Totals
  checks: { metric: string; stated: number; computed: Known; gap_percent: Known; source: string }[]
  stated: Record<string, Stated>
  interval_95_tco2e: { low: Known; high: Known }
  lines: Record<string, number>
  boundary: { consolidation: string; year_starts: string; time_zone: string }
  biogenic_tco2: Known
  credits: { retired_tco2e: Known; net_tco2e: Known }
  share_measured: Known
  findings: Finding[]
}
export interface ScopeCell {
  scope: string
  category: number | null
  stated: boolean
  status: string
  tco2e: Both
  lines: number
  reason: string
}
export interface SiteRow extends Named {
  site: string
  tco2e: Both
  scope1: Known
  scope2_location: Known
  scope2_market: Known
  scope3: Known
  lines: number
}
export interface MonthRow {
  month: string
  scope1: Known
  scope2_location: Known
  scope2_market: Known
  scope3: Known
}
export interface Flow {
  site: string
  scope: string
  category: number | null
  activity: string
  tco2e: number
}
export interface InventoryPage {
  inventory: Inventory
  months: string[]
  by_scope: ScopeCell[]
  by_site: SiteRow[]
  sites_not_shown: number
  by_month: MonthRow[]
  by_activity: (Named & { activity: string; scope: string; category: number | null; tco2e: Both; lines: number })[]
  by_gas: { gas: string; t: Known; tco2e: Known; by_scope_t: Record<string, Known> }[]
  flow: Record<Basis, Flow[]>
  stated_not_in_cells: string[]
}
export interface Line {
  at: number
  line: string
  file: string
  row: number
  site: string
  start: string
  end: string
  activity: string
  quantity: Known
  unit: string
  method: string | null
  scope: string | null
  category: number | null
  role: 'direct' | 'upstream'
  tco2e: Both
  factors: string[]
}
export interface Lines {
  total: number
  tco2e: Both
  offset: number
  limit: number
  lines: Line[]
}
export interface TracedFactor {
  factor: string
  role: string
  value: Known
  unit: string
  source: string
  licence?: string
  basis?: string
  region?: string
  valid_from: string | null
  valid_to: string | null
  why: string
  pack?: string
  hash: string | null
}
export interface Trace {
  line: string
  year: number
  status: string
  file: string
  row: number
  site: string
  activity: string
  quantity: Known
  unit: string
  scope: string | null
  category: number | null
  tco2e: Both
  upstream_tco2e: Known
  unit_path: string[]
  factors: TracedFactor[]
  evidence: { path: string | null; sha256: string | null } | null
  findings: Finding[]
}
