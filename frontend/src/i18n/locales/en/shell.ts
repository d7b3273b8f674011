/** The frame around the pages in English: its name, titles, navigation, and words that many pages use. */
export const shell = {
  brand: 'tanlu', scrolls: 'Scrolls sideways: {what}', unknown: 'not known', year: 'Year', month: 'Month', site: 'Site', gas: 'Gas', source: 'Source', comma: ', ',
  again: 'Try again', cancel: 'Cancel', waiting: 'Reading…', progress: 'Progress', noYears: 'This case has no data yet. Put a table of activities into it and look again.',
  notFound: 'There is no page at this address.',
  title: {
    overview: 'Overview', inventory: 'Inventory', lines: 'Lines', line: 'A line, opened', bridge: 'Change', power: 'Power', findings: 'Data', tables: 'Tables and upload',
    factors: 'Factors', vintages: 'Vintages compared', factor: 'Emission factor', runs: 'Runs', compare: 'Two runs compared', accounts: 'People and record', questions: 'Questions', question: 'A question', draft: 'A draft', items: 'Item analysis', learning: 'Learning gain', signIn: 'Sign in', notFound: 'No such page',
  },
  shell: { skip: 'Skip to content', menu: 'Menu', top: 'Company, year and language', rooms: 'Pages', language: 'Language', licences: 'Licences of what is used', promise: 'Reduce, then green power, and offset only what is left. Every number opens to its source.' },
}
