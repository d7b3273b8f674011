/** The overview in English. */
export const overview = {
  overview: {
    lead: 'Where {year} stands, and how far the target is. Every figure opens.', now: 'Greenhouse-gas emissions {year}', marketNote: 'with scope 2 market-based',
    since: 'since {year}', base: 'Base year {year}', trajectory: 'The road so far, and the road ahead', trajectoryTable: 'Emissions by year, t CO₂e',
    trajectoryLabel: 'Bars: emissions by scope since {from}, and the straight line to the target of {to}. The table below has the figures.', trajectoryLabelShort: 'Bars: emissions by scope, {from} to {to}. The table below has the figures.',
    way: 'Straight line to the target', targets: 'Targets', target: 'Target', targetBase: 'Base', targetNow: 'In {year}', targetLine: 'Line for {year}', targetLimit: 'Target',
    targetStatus: 'Progress', quality: 'Coverage and quality of data', findings: 'Open findings',
  },
  mitigation: {
    title: 'The order: reduce, then green power, offset last', reduce: 'Reduce first', reduceNote: 'Total (market-based) against {year}', noBase: 'No base year', green: 'Then green power',
    greenNote: 'Share of electricity that is renewable.', greenTarget: 'Target for {year}:', offset: 'Offset what is left', offsetNote: 'Credits retired; they never lower the figures above.',
  },
  quality: {
    measured: 'Measured, share of the total', estimated: 'Estimated for gaps', score: 'Data quality score (1 best, 5 worst)', lines: 'Lines read', priced: 'Priced', setAside: 'Set aside',
    withoutFactor: 'Without factor', stated: 'Stated as published, not computed from lines: {metrics}',
  },
  target: { scope1_2: 'Scopes 1 and 2', scope3: 'Scope 3', total: 'All emissions', renewable_share: 'Share of renewable power' },
  status: { met: 'met', on_track: 'on track', behind: 'behind the line', unknown: 'not known' },
}
