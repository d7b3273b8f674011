/** The components that many pages share in English: findings, lists, jobs, reports. */
export const components = {
  finding: { rows: 'rows {rows}', row: 'row {row}', column: 'column {column}', mend: 'Mend:' },
  severity: { error: 'Error', warning: 'Warning', note: 'Note' },
  severities: { error: 'Errors', warning: 'Warnings', note: 'Notes' },
  pager: { label: 'Pages of the list', back: 'Back', on: 'On', of: '{from}–{to} of {total}' },
  job: { case: 'Opening the case…', look: 'Computing the inventory…', overview: 'Summing up…', measure: 'Computing the inventory…', check: 'Checking every table…', bridge: 'Comparing two years…', match: 'Matching power hour by hour…', report: 'Making the report…' },
  report: { format: 'Format of the report', html: 'Web page', xlsx: 'Excel workbook', fetch: 'Get the report', making: 'Making the report…', ready: 'The report is made.' },
}
