/** Words of the pages change, power, data, factors, runs and sign-in, in English. */
export const places = {
  change: {
    lead: 'Why emissions changed from {from} to {to}: activity, factor, boundary, method.', from: 'From', to: 'To', asOf: 'As known on (may be empty)', total: '{year}', activity: 'Activity', factor: 'Factor', boundary: 'Boundary', method: 'Method', sum: 'Change',
    label: 'Waterfall: from the total of one year to that of the other by activity, factor, boundary and method. The table below has the figures.', table: 'Parts of the change, t CO₂e', part: 'Part', all: 'All', oneYear: 'Only one year has data; there is nothing to compare yet.', oneYearMend: 'To compare two vintages of one year, give a day.', known: 'as known on {day}',
    activityNote: 'more or less was used', factorNote: 'the same use, another factor', boundaryNote: 'the company’s boundary moved', methodNote: 'another method, or restated', notes: 'To know when reading these', stated: 'Stated as published: {metrics}. Their change is shown as activity.',
  },
  power: {
    lead: 'Load, green supply and gap in {year}, hour by hour.', empty: 'This case has no hourly load.', emptyMend: 'Add the tables load, generation and contracts to see 8,760 hours matched.', emptyYear: '{year} has no hourly load. Years that have:', tables: 'See the tables',
    coverage: 'Coverage by green power, on four bases', annual: 'Annual', monthly: 'Monthly', daily: 'Daily', hourly: 'Hourly', withGrid: 'Hourly, with the grid’s clean share', withStorage: 'Hourly, with storage', load: 'Load', supply: 'Supply', matched: 'Matched', gap: 'Gap', excess: 'Excess',
    hours: 'Every hour of the year', hoursNote: 'Days across, hours of local standard time up; the darker, the more energy.', heatmap: 'Heat map: {what}, 24 hours of each day. The table of months below has the sums.', what: 'Show', allSites: 'All sites', bySite: 'Coverage by site', byMonth: 'By month', contracts: 'Contracts', contract: 'Contract', plant: 'Plant', kind: 'Kind',
    technology: 'Technology', share: 'Share', limit: 'Limit a year', generation: 'Output', certificates: 'Certificates', noCertificates: 'There is no book of certificates.', noCertificatesMend: 'Once certificates are issued, each stands here with its state and holder.', certificatesMore: '{count} more are not listed; tanlu certificates shows all.', states: { issued: 'issued', reserved: 'reserved', transferred: 'transferred', cancelled: 'cancelled', expired: 'expired' }, certificate: 'Certificate', state: 'State', holder: 'Holder', beneficiary: 'Beneficiary', emissions: 'Emissions of the power, three ways',
    location: 'Location-based', marketAnnual: 'Market-based, matched by year', marketHourly: 'Market-based, matched by hour', price: 'Price per kWh', days: 'Days', noContracts: 'There are no contracts.',
    kinds: { green_power: 'green power', certificate: 'certificates', ppa: 'power purchase', onsite: 'on site' }, hour: 'Hour', day: 'Day',
  },
  data: {
    lead: 'Every finding: in which file, row and column, and how to mend it.', tabs: 'Data', findings: 'Findings', quality: 'Coverage', tables: 'Tables and upload', of: 'Of', ofCase: 'All tables', ofYear: 'The inventory of {year}', severity: 'Severity', all: 'all', table: 'Table', clean: 'No findings.', cleanMend: 'Every table can be used.',
    shown: 'Shown: {count}', qualityTitle: 'Measured, estimated, missing', qualityNote: 'Activities metered all the time (power, heat, cooling, fuel, water) should have readings for every day.', measured: 'Measured', estimated: 'Estimated', missing: 'Missing', none: 'No activity is metered all the time.', legend: 'Legend', cell: '{month}: measured {measured}, estimated {estimated}, missing {missing}',
  },
  tables: {
    lead: 'A case is made of these tables. An upload is checked first; see what it would change, then confirm.', file: 'File', size: 'Size', changed: 'Changed', absent: 'none', template: 'Header to fill', upload: 'Upload a table', which: 'Which table', choose: 'Choose a file (CSV, XLSX, Parquet)', check: 'Check', checking: 'Checking…', result: 'What the check found', would: 'What would change',
    before: 'Rows now', after: 'Rows then', added: 'Added', removed: 'Removed', same: 'Same', changedRows: 'Changed', confirm: 'Take it', drop: 'Drop it', taken: 'Taken. The old file is kept.', dropped: 'Dropped; nothing has changed.', cannot: 'It has errors and cannot be taken. Mend them and upload again.', preview: 'First rows', missing: 'Missing columns: {columns}', unused: 'Columns not used: {columns}',
    mayNot: 'Your role may look, and not upload.', replaces: 'Replaces {file}', makes: 'Becomes a new table', versions: 'Kept versions',
  },
  factors: {
    lead: 'The library and the case’s own factors; each row has source, vintage and licence.', search: 'Find', text: 'Name, activity, source', region: 'Region', basis: 'Basis', year: 'Valid in', any: 'any', none: 'No factor fits.', noneMend: 'Try another word, or drop a condition.', found: '{count} found', unit: 'Unit', compare: 'Compare vintages', vintagesLead: '{activity}, {region}: how the factor moved over the years.',
    vintagesLabel: 'Lines: the factor of each basis over the years. The table below has the figures.', change: 'Against the one before', from: 'From', to: 'To', noSeries: 'There are no vintages to compare.',
  },
  runs: {
    lead: 'Each run that is kept computes again to the same bytes. Choose two to see where they differ.', none: 'No run is kept yet.', noneMend: 'Keep a run of this year, and later ones can be compared with it.', keep: 'Keep a run of {year}', keeping: 'Computing and keeping…', kept: 'Kept.', when: 'Kept on', year: 'Year', weights: 'GWP', asOf: 'As of', whole: 'Whole', wholeYes: 'whole', wholeNo: 'edited', total: 'Total, market-based',
    pick: 'Choose', first: 'First', second: 'Second', compare: 'Compare', folder: 'Run', figures: 'Figures', request: 'What was asked', inputs: 'Input files', rules: 'Rules', packs: 'Factor packs', categories: 'Where most changed', same: 'same', added: 'added', removed: 'removed', changed: 'changed', difference: 'Difference', metric: 'Figure', nothing: 'The two runs do not differ.', lines: 'Lines', back: 'Runs',
    file: 'Name', how: 'How', pickTwo: 'Choose two runs first.',
  },
  people: {
    lead: 'Who may do what, and who changed what.', people: 'People', email: 'E-mail', role: 'Role', seen: 'Last seen', given: '{name} is now: {role}.', record: 'Record of changes', whole: 'The record is added to and never rewritten; its chain is whole.', broken: 'The chain of the record is broken: somebody edited it.', noRecord: 'Nothing has been changed yet.',
    number: 'Number', when: 'When', who: 'Who', what: 'Did', about: 'What',
  },
  act: {
    signed_in: 'signed in', signed_out: 'signed out', sign_in_refused: 'was refused a sign-in', table_taken: 'took a table', table_refused: 'had a table refused', table_dropped: 'dropped a table', table_restored: 'restored a table', run_kept: 'kept a run', role_set: 'gave a role',
    draft_begun: 'began a draft of a question', draft_edited: 'edited a draft of a question', draft_submitted: 'submitted a draft of a question', draft_withdrawn: 'withdrew a draft of a question', draft_returned: 'returned a draft of a question', draft_accepted: 'accepted a draft of a question', question_reviewed: 'reviewed a question', question_retired: 'retired a question',
  },
  sign: { lead: 'This server asks for a sign-in.', name: 'Name', secret: 'Password', in: 'Sign in', out: 'Sign out', or: 'or', with: 'Sign in with {name}', done: 'Signed in.' },
}
