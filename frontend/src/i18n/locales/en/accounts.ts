/** Accounts and the audit log in English. */
export const accounts = {
  accounts: {
    lead: 'Who may do what, and who changed what.', people: 'People', email: 'E-mail', role: 'Role', seen: 'Last seen', given: '{name} is now: {role}.', record: 'Record of changes', whole: 'The record is added to and never rewritten; its chain is whole.', broken: 'The chain of the record is broken: somebody edited it.', noRecord: 'Nothing has been changed yet.',
    number: 'Number', when: 'When', who: 'Who', what: 'Did', about: 'What',
  },
  role: { viewer: 'Viewer', contributor: 'Contributor', auditor: 'Auditor', administrator: 'Administrator' },
  act: {
    signed_in: 'signed in', signed_out: 'signed out', sign_in_refused: 'was refused a sign-in', table_taken: 'took a table', table_refused: 'had a table refused', table_dropped: 'dropped a table', table_restored: 'restored a table', run_kept: 'kept a run', role_set: 'gave a role',
    draft_begun: 'began a draft of a question', draft_edited: 'edited a draft of a question', draft_submitted: 'submitted a draft of a question', draft_withdrawn: 'withdrew a draft of a question', draft_returned: 'returned a draft of a question', draft_accepted: 'accepted a draft of a question', question_reviewed: 'reviewed a question', question_retired: 'retired a question',
  },
}
