/** The kept runs and their comparison in English. */
export const runs = {
  runs: {
    lead: 'Each run that is kept computes again to the same bytes. Choose two to see where they differ.', none: 'No run is kept yet.', noneMend: 'Keep a run of this year, and later ones can be compared with it.', keep: 'Keep a run of {year}', keeping: 'Computing and keeping…', kept: 'Kept.', when: 'Kept on', year: 'Year', weights: 'GWP', asOf: 'As of', whole: 'Whole', wholeYes: 'whole', wholeNo: 'edited', total: 'Total, market-based',
    pick: 'Choose', first: 'First', second: 'Second', compare: 'Compare', folder: 'Run', figures: 'Figures', request: 'What was asked', inputs: 'Input files', rules: 'Rules', packs: 'Factor packs', categories: 'Where most changed', same: 'same', added: 'added', removed: 'removed', changed: 'changed', difference: 'Difference', metric: 'Figure', nothing: 'The two runs do not differ.', lines: 'Lines', back: 'Runs',
    file: 'Name', how: 'How', pickTwo: 'Choose two runs first.',
  },
}
