/** The console in English; its keys are those of the Chinese. */
import { codes } from './codes'
import { places } from './places'
import { terms } from './terms'
import type { zh } from '@/i18n/locales/zh'

export const en: typeof zh = {
  brand: 'tanlu', scrolls: 'Scrolls sideways: {what}', unknown: 'not known', year: 'Year', month: 'Month', site: 'Site', gas: 'Gas', source: 'Source', comma: ', ',
  again: 'Try again', cancel: 'Cancel', waiting: 'Reading…', progress: 'Progress', noYears: 'This case has no data yet. Put a table of activities into it and look again.',
  nowhere: 'There is no page at this address.',
  title: {
    overview: 'Overview', inventory: 'Inventory', lines: 'Lines', line: 'A line, opened', change: 'Change', power: 'Power', data: 'Data', tables: 'Tables and upload',
    factors: 'Factors', vintages: 'Vintages compared', factor: 'Emission factor', runs: 'Runs', compare: 'Two runs compared', people: 'People and record', questions: 'Questions', question: 'A question', draft: 'A draft', items: 'Item analysis', learning: 'Learning gain', signIn: 'Sign in', nowhere: 'No such page',
  },
  shell: { skip: 'Skip to content', menu: 'Menu', top: 'Company, year and language', rooms: 'Pages', language: 'Language', licences: 'Licences of what is used', promise: 'Reduce, then green power, and offset only what is left. Every number opens to its source.' },
  role: { viewer: 'Viewer', contributor: 'Contributor', auditor: 'Auditor', administrator: 'Administrator' },
  overview: {
    lead: 'Where {year} stands, and how far the target is. Every figure opens.', now: 'Greenhouse-gas emissions {year}', marketNote: 'with scope 2 market-based',
    since: 'since {year}', base: 'Base year {year}', road: 'The road so far, and the road ahead', roadTable: 'Emissions by year, t CO₂e',
    roadLabel: 'Bars: emissions by scope since {from}, and the straight line to the target of {to}. The table below has the figures.', roadLabelShort: 'Bars: emissions by scope, {from} to {to}. The table below has the figures.',
    way: 'Straight line to the target', targets: 'Targets', target: 'Target', targetBase: 'Base', targetNow: 'In {year}', targetLine: 'Line for {year}', targetLimit: 'Target',
    targetStatus: 'Progress', quality: 'Coverage and quality of data', findings: 'Open findings',
  },
  order: {
    title: 'The order: reduce, then green power, offset last', reduce: 'Reduce first', reduceNote: 'Total (market-based) against {year}', noBase: 'No base year', green: 'Then green power',
    greenNote: 'Share of electricity that is renewable.', greenTarget: 'Target for {year}:', offset: 'Offset what is left', offsetNote: 'Credits retired; they never lower the figures above.',
  },
  quality: {
    measured: 'Measured, share of the total', estimated: 'Estimated for gaps', score: 'Data quality score (1 best, 5 worst)', lines: 'Lines read', priced: 'Priced', setAside: 'Set aside',
    withoutFactor: 'Without factor', stated: 'Stated as published, not computed from lines: {metrics}',
  },
  inventory: {
    lead: 'The greenhouse-gas inventory of {year}. Location and market side by side; every cell opens to its lines.', totals: 'By scope', cells: 'Taken apart', scope: 'Scope', total: 'Total', fromLines: 'From lines',
    how: 'How', stated: 'stated', computed: 'computed', byCategory: 'By scope and category', scopeOrCategory: 'Scope or category', lines: 'Lines', bySite: 'By site', byMonth: 'By month',
    byGas: 'By gas', noSites: 'No lines by site.', noMonths: 'No lines by month.', noGases: 'No lines by gas.', fromLinesNote: 'Only what lines give stands here; stated figures have no site.',
    monthNote: 'Only what lines give stands here; a line across months is shared by days.', sitesNotShown: '{count} more sites are not listed.', gasNote: 'weighed with {gwp}, scope 2 location-based', onlyCo2e: 'known only as CO₂e',
    checks: 'Beside what was published', metric: 'Figure', published: 'Published', here: 'Here', gap: 'Gap',
  },
  metric: {
    scope1: 'Scope 1', scope2: 'Scope 2', scope2_location: 'Scope 2, location-based', scope2_market: 'Scope 2, market-based', scope3: 'Scope 3', total: 'Total',
    total_location: 'Total, location-based', total_market: 'Total, market-based',
  },
  flow: { label: 'Flow: emissions from sites to scopes to categories. The table below has the figures.', rest: 'Other sites', stated: 'The whole company (stated)' },
  method: {
    title: 'What these figures rest on', consolidation: 'Consolidation', gwp: 'Global warming potential', gwpOf: '{set}, 100 years', interval: '95 % interval (total, market-based)', measured: 'Measured', biogenic: 'Biogenic CO₂, outside the scopes',
    credits: 'Credits retired', creditsNote: 'shown apart, never subtracted', zone: 'Time zone', run: 'Run (computes again)',
  },
  lines: {
    all: 'All lines', lead: 'Lines of {year}; open one to see how it became emissions.', back: 'Lines', filters: 'Chosen', without: 'Without: {what}', title: 'Lines', memo: 'Lines, as a memo beside the stated figure',
    sum: 'Sum', line: 'Line', row: 'row {row}', days: 'Days', activity: 'Activity', quantity: 'Quantity', upstream: 'upstream (scope 3, category 3)', none: 'No lines are in this cell.', noneStated: 'This figure is stated as published; no lines are behind it.',
    noneMend: 'Add activity data, and its lines stand here.',
  },
  line: {
    title: 'Line {line}', noScope: 'In no scope', metered: 'What was metered', place: 'Place', status: 'Status', unitPath: 'Path of units', result: 'Result', upstream: 'Upstream (scope 3, category 3)',
    evidence: 'Evidence', noEvidence: 'No evidence is given.', noFile: 'A reference; no file is kept.',
  },
  stated: { title: 'Stated as published', row: 'Row', note: 'This figure is taken from the published report; it is not computed from lines.' },
  factor: {
    id: 'Factor', why: 'Why this one', vintage: 'Valid', basis: 'Basis', region: 'Region', licence: 'Licence', hash: 'Hash of its content', untilReplaced: 'until replaced', value: 'Value', perUnit: 'kgCO₂e per unit',
    published: 'Published', confirmed: 'Compared with the document', confirmedYes: 'yes', confirmedNo: 'not yet', pack: 'Pack', gases: 'Gases', gwp: 'GWP it was published with', note: 'Note', biogenic: 'Biogenic CO₂', activity: 'Activity',
    back: 'Factors', series: 'See its vintages',
  },
  ...places,
  ...terms,
  code: codes,
  mend: {}, // the server tells it in English, with the values of the case
}
