/** What the server refuses, by its code, in English. */
export const refusals = {
  refusal: {
    other: 'That did not work. The server says:', unreachable: 'The server does not answer. See that it still runs.', cancelled: 'Cancelled.', not_signed_in: 'Sign in first.', not_allowed: 'Your role may not do this.',
    bad_csrf: 'This page is out of date; load it again.', bad_host: 'The name of this host is not accepted.', bad_origin: 'The request came from elsewhere and was not accepted.', not_found: 'Nothing was found.', no_case: 'The server was started without a case.',
    no_such_line: 'There is no line {line}.', no_such_factor: 'There is no factor {factor}.', no_such_run: 'There is no such run.', no_such_job: 'There is no such work.', no_such_upload: 'There is no such upload.', no_such_file: 'There is no such file.',
    no_such_person: 'There is no such person.', unreadable: 'A parameter of the request is not understood.', case_refused: 'The case cannot be used.', upload_refused: 'The file was not accepted.',
    upload_refused_wrong_table: 'This looks like another table.', upload_refused_unknown_table: 'A case has no such table.', upload_refused_bad_name: 'The name of the file does not serve; rename it.', upload_refused_formula: 'The file holds a formula that a spreadsheet would run; it was not accepted.',
    upload_refused_not_a_table: 'This is no table.', upload_refused_no_rows: 'The table has no rows.', upload_refused_zip_bomb: 'The file would grow beyond reason when unpacked.', upload_refused_not_utf8: 'The file is not UTF-8.', upload_refused_path: 'A file name may hold no path.',
    upload_too_large: 'The file is too large.', upload_stale: 'The table changed after it was checked; upload again.', already_done: 'This was done already.', year_closed: 'The year is closed.', too_many_requests: 'Too many requests; wait a little.', too_many_jobs: 'Too much work at once; wait a little.',
    busy: 'The server is busy just now; try again in a moment.',
    wrong_secret: 'Name or password is not right.', sign_in_failed: 'Signing in did not work.', method_not_allowed: 'This address does not take such a request.', broken: 'Something broke in the server; that is a fault of the programme.',
  },
}
