/** The findings and the tables with their upload in English. */
export const tables = {
  findings: {
    lead: 'Every finding: in which file, row and column, and how to mend it.', tabs: 'Data', findings: 'Findings', quality: 'Coverage', tables: 'Tables and upload', of: 'Of', ofCase: 'All tables', ofYear: 'The inventory of {year}', severity: 'Severity', all: 'all', table: 'Table', clean: 'No findings.', cleanMend: 'Every table can be used.',
    shown: 'Shown: {count}', qualityTitle: 'Measured, estimated, missing', qualityNote: 'Activities metered all the time (power, heat, cooling, fuel, water) should have readings for every day.', measured: 'Measured', estimated: 'Estimated', missing: 'Missing', none: 'No activity is metered all the time.', legend: 'Legend', cell: '{month}: measured {measured}, estimated {estimated}, missing {missing}',
  },
  tables: {
    lead: 'A case is made of these tables. An upload is checked first; see what it would change, then confirm.', file: 'File', size: 'Size', changed: 'Changed', absent: 'none', template: 'Header to fill', upload: 'Upload a table', which: 'Which table', choose: 'Choose a file (CSV, XLSX, Parquet)', check: 'Check', checking: 'Checking…', result: 'What the check found', would: 'What would change',
    before: 'Rows now', after: 'Rows then', added: 'Added', removed: 'Removed', same: 'Same', changedRows: 'Changed', confirm: 'Take it', drop: 'Drop it', taken: 'Taken. The old file is kept.', dropped: 'Dropped; nothing has changed.', cannot: 'It has errors and cannot be taken. Mend them and upload again.', preview: 'First rows', missing: 'Missing columns: {columns}', unused: 'Columns not used: {columns}',
    mayNot: 'Your role may look, and not upload.', replaces: 'Replaces {file}', makes: 'Becomes a new table', versions: 'Kept versions',
  },
}
