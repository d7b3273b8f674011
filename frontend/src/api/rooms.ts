/** Shapes of the answers of the rooms beside the inventory: change, power, data, factors, runs. */
import type { Basis, Counts, Finding, Known, Named, Totals } from './types'

export type Part = 'activity' | 'factor' | 'boundary' | 'method'
export interface Side {
  year: number
  as_of: string | null
  tco2e: Known
}
export interface Bridge {
  from: Side
  to: Side
  basis: Basis
  change_tco2e: Known
  parts: Record<Part, Known>
  by_scope: Record<'scope1' | 'scope2' | 'scope3', Record<Part, Known>>
  stated: { from: string[]; to: string[] }
  findings: Finding[]
}

export interface FindingsPage {
  of: string
  total: number
  counts: Counts
  tables: string[]
  findings: Finding[]
}
export interface QualitySite extends Named {
  site: string
  months: { month: string; measured: Known; estimated: Known; missing: Known }[]
}
export interface QualityPage {
  months: string[]
  sites: QualitySite[]
}
export interface TableRow {
  table: string
  file: string | null
  bytes: Known
  changed: string | null
  required: string[]
  optional: string[]
  versions: number
}
export interface Upload {
  upload: string
  table: string
  file: string
  bytes: number
  rows: number
  unused_columns: string[]
  missing_columns: string[]
  state: 'checked' | 'taken' | 'dropped'
  may_be_taken: boolean
  findings: Finding[]
  counts: Counts
  would: { replaces: string | null; rows_before: Known; rows_after: number; added: number; removed: number; changed: number; same: number } | null
  preview: { columns: string[]; rows: (string | number | null)[][] }
}

export interface PowerSite extends Named {
  site: string
  load_kwh: Known
  coverage: Record<'annual' | 'monthly' | 'daily' | 'hourly', Known>
}
export interface PowerPage {
  match: {
    load_kwh: Known
    generation_kwh: Known
    matched_kwh: Known
    excess_kwh: Known
    score: Record<string, Known>
    tco2e: Record<string, Known>
    findings: Finding[]
  }
  sites: PowerSite[]
  by_month: { month: string; load_kwh: Known; matched_kwh: Known; generation_kwh: Known; coverage_hourly: Known }[]
  contracts: {
    contract: string
    plant: string
    kind: string
    technology: string | null
    share: Known
    kwh_limit: Known
    start: string | null
    end: string | null
    generation_kwh: Known
    matched_kwh: Known
    excess_kwh: Known
  }[]
}
export interface Hours {
  days: number
  first_hour: string
  load: Known[]
  supply: Known[]
  matched: Known[]
  gap: Known[]
}
export interface Certificates {
  book: boolean
  certificates: { id: string; plant: string; month: string; mwh: number; state: string; holder: string | null; beneficiary: string | null }[]
}

export interface Factor {
  factor: string
  activity: string
  region: string
  basis: string | null
  valid_from: string
  valid_to: string | null
  unit: string
  kgco2e_per_unit: Known
  gases_kg: Record<string, Known> | null
  biogenic_kgco2: Known
  gwp: string | null
  source: string
  licence: string
  published: string | null
  confirmed: boolean
  pack: string
  note: string | null
  hash: string
}
export interface FactorsPage {
  total: number
  factors: Factor[]
  regions: string[]
  bases: string[]
}
export interface Series {
  region: string
  basis: string | null
  unit: string
  pack: string
  rows: { factor: string; valid_from: string; valid_to: string | null; kgco2e_per_unit: Known; published: string | null; change_fraction: Known }[]
}

export interface Run {
  folder: string
  run: string
  year: number
  gwp: string
  as_of: string | null
  tco2e: Totals
  kept: string | null
  whole: boolean | null
}
export interface RunDifference {
  a: Run
  b: Run
  tco2e: { metric: string; a: Known; b: Known; change: Known }[]
  request: { name: string; a: string | number | null; b: string | number | null }[]
  inputs: Piece[]
  rules: Piece[]
  packs: Piece[]
  factors: Piece[]
  accounts: { scope: string; category: number | null; view: string; site: string; activity: string; a: Known; b: Known; change: Known }[]
}
export interface Piece {
  file?: string
  name?: string
  factor?: string
  pack?: string
  how: 'added' | 'removed' | 'changed' | 'same'
}
