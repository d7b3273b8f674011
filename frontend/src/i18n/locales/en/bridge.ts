/** The bridge between two years in English. */
export const bridge = {
  bridge: {
    lead: 'Why emissions changed from {from} to {to}: activity, factor, boundary, method.', from: 'From', to: 'To', asOf: 'As known on (may be empty)', total: '{year}', activity: 'Activity', factor: 'Factor', boundary: 'Boundary', method: 'Method', sum: 'Change',
    label: 'Waterfall: from the total of one year to that of the other by activity, factor, boundary and method. The table below has the figures.', table: 'Parts of the change, t CO₂e', part: 'Part', all: 'All', oneYear: 'Only one year has data; there is nothing to compare yet.', oneYearMend: 'To compare two vintages of one year, give a day.', known: 'as known on {day}',
    activityNote: 'more or less was used', factorNote: 'the same use, another factor', boundaryNote: 'the company’s boundary moved', methodNote: 'another method, or restated', notes: 'To know when reading these', stated: 'Stated as published: {metrics}. Their change is shown as activity.',
  },
}
