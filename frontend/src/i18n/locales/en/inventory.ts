/** The inventory, its lines and a single line in English. */
export const inventory = {
  inventory: {
    lead: 'The greenhouse-gas inventory of {year}. Location and market side by side; every cell opens to its lines.', totals: 'By scope', cells: 'Taken apart', scope: 'Scope', total: 'Total', fromLines: 'From lines',
    how: 'How', stated: 'stated', computed: 'computed', byCategory: 'By scope and category', scopeOrCategory: 'Scope or category', lines: 'Lines', bySite: 'By site', byMonth: 'By month',
    byGas: 'By gas', noSites: 'No lines by site.', noMonths: 'No lines by month.', noGases: 'No lines by gas.', fromLinesNote: 'Only what lines give stands here; stated figures have no site.',
    monthNote: 'Only what lines give stands here; a line across months is shared by days.', sitesNotShown: '{count} more sites are not listed.', gasNote: 'weighed with {gwp}, scope 2 location-based', onlyCo2e: 'known only as CO₂e',
    checks: 'Beside what was published', metric: 'Figure', published: 'Published', here: 'Here', gap: 'Gap',
  },
  by: { label: 'Taken apart by', category: 'By category', site: 'By site', month: 'By month', gas: 'By gas' },
  how: { calculated: 'computed', stated: 'stated', not_relevant: 'not relevant', not_calculated: 'not calculated' },
  flow: { label: 'Flow: emissions from sites to scopes to categories. The table below has the figures.', rest: 'Other sites', stated: 'The whole company (stated)' },
  method: {
    title: 'What these figures rest on', consolidation: 'Consolidation', gwp: 'Global warming potential', gwpOf: '{set}, 100 years', interval: '95 % interval (total, market-based)', measured: 'Measured', biogenic: 'Biogenic CO₂, outside the scopes',
    credits: 'Credits retired', creditsNote: 'shown apart, never subtracted', zone: 'Time zone', run: 'Run (computes again)',
  },
  consolidation: { operational_control: 'Operational control', financial_control: 'Financial control', equity_share: 'Equity share' },
  lines: {
    all: 'All lines', lead: 'Lines of {year}; open one to see how it became emissions.', back: 'Lines', filters: 'Chosen', without: 'Without: {what}', title: 'Lines', memo: 'Lines, as a memo beside the stated figure',
    sum: 'Sum', line: 'Line', row: 'row {row}', days: 'Days', activity: 'Activity', quantity: 'Quantity', upstream: 'upstream (scope 3, category 3)', none: 'No lines are in this cell.', noneStated: 'This figure is stated as published; no lines are behind it.',
    noneMend: 'Add activity data, and its lines stand here.',
  },
  line: {
    title: 'Line {line}', noScope: 'In no scope', metered: 'What was metered', place: 'Place', status: 'Status', unitPath: 'Path of units', result: 'Result', upstream: 'Upstream (scope 3, category 3)',
    evidence: 'Evidence', noEvidence: 'No evidence is given.', noFile: 'A reference; no file is kept.',
  },
  lineStatus: { priced: 'priced', set_aside: 'set aside', without_factor: 'without factor', outside_year: 'outside the year', superseded: 'superseded', not_yet_known: 'not yet known' },
  stated: { title: 'Stated as published', row: 'Row', note: 'This figure is taken from the published report; it is not computed from lines.' },
}
