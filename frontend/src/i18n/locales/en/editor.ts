/** Words of the pages for the quiz's editors, in English; they come with those pages, not with the first. */
import type { editor as zh } from '../zh/editor'

export const editor: typeof zh = {
  quiz: {
    tabs: 'Pages of the question bank', questions: 'Questions', items: 'Item analysis', learning: 'Learning gain', theme: 'Theme', difficulty: 'Difficulty', difficultyOf: 'Difficulty {of} of 5', question: 'Question', version: 'version {version}', versionHead: 'Version',
    percent: '%', points: 'percentage points', attempts: 'First answers', knew: 'Knew it', tooFew: 'fewer than {enough} first answers, so no share is given', letter: 'Option {letter}', answersAt: 'As of {at}, from {count} first answers.',
  },
  theme: { energy: 'Energy', industry: 'Industry', transport: 'Transport', buildings: 'Buildings', food_and_land: 'Food and land', sinks: 'Sinks', policy_and_markets: 'Policy and markets', daily_life: 'Daily life' },
  mark: { in_play: 'in play', not_in_play: 'not in play', retired: 'retired', reviewed: 'reviewed', not_reviewed: 'not reviewed', source_checked: 'source read', not_source_checked: 'source not read', has_draft: 'has a draft' },
  who: {
    title: 'Who you are', lead: 'This server asks nobody to sign in. What you write and review bears this name; the browser keeps it, so it is asked once.', name: 'Your name (2 to 80 characters)', keep: 'Use this name', as: 'Acting as {name}', change: 'Change name',
  },
  bank: {
    lead: 'Where each question comes from, who reviewed it and how many knew it. To change one is to write a new version, which another person accepts before it is asked.', figures: 'The bank in figures', in_play: 'In play', reviewed: 'Reviewed', not_reviewed: 'Not reviewed', source_checked: 'Source read', drafts_open: 'Open drafts', retired: 'Retired',
    themes: 'Share reviewed, by theme', themeReviewed: '{reviewed} of {inPlay} reviewed', only: 'Only {theme}', new: 'New question', csv: 'Download the bank (CSV)', drafts: 'Open drafts', newQuestion: 'new question', untitled: '(no wording yet)', author: 'Author', changed: 'Changed', submittedAt: 'submitted {at}',
    list: 'The questions', words: 'Wording, option, source or id', state: 'State', all: 'all', any: 'any', search: 'Find', found: '{count} found', none: 'No question fits.', noneMend: 'Try another word, or drop a condition.', noDrafts: 'There are no open drafts.',
  },
  listState: { in_play: 'in play', not_reviewed: 'in play, not reviewed', retired: 'retired', all: 'all' },
  draftState: { draft: 'draft', submitted: 'waits for review', returned: 'returned', accepted: 'accepted', withdrawn: 'withdrawn' },
  column: {
    theme: 'Theme', difficulty: 'Difficulty', text_zh: 'Question (Chinese)', text_en: 'Question (English)', right: 'Right option', explanation_zh: 'Explanation (Chinese)', explanation_en: 'Explanation (English)', source: 'Source', source_date: 'Date of the source', option_zh: 'Option {letter} (Chinese)', option_en: 'Option {letter} (English)',
  },
  reading: {
    back: 'Questions', zh: 'Chinese', en: 'English', right: 'right', chosen: 'chosen first', options: 'Options', explanation: 'Explanation', source: 'Source', sourceDate: 'Date of the source', facts: 'This version', recorded: 'Recorded', author: 'Author', origin: 'From', originFile: 'the bank’s files that come with the programme', originEditor: 'written here',
    reviewer: 'Reviewer', nobody: 'nobody yet', sourceRead: 'Source read', sourceReadYes: 'somebody opened the source, and it says so', sourceReadNo: 'not yet', sha: 'Fingerprint', answered: '{count} first answers, {right} of them right', noAnswers: 'Nobody has answered it yet.', older: 'Earlier versions', retiredOn: 'retired on {day}', retiredBy: 'Retired by {by}, {at}: {reason}',
    reviews: 'Reviews', noReviews: 'There are no reviews yet.', verdict: { approve: 'approved', doubt: 'in doubt' }, read: 'opened the source', unread: 'did not open the source', openDraft: 'This question has an open draft', seeDraft: 'See the draft', newVersion: 'Write a new version',
  },
  review: {
    title: 'Review this version', own: 'You wrote this version; another person reviews it.', approve: 'Approve: wording, options and explanation are right', doubt: 'Doubt: something is wrong or unclear', sourceRead: 'I opened the source and it says so', note: 'Note', noteNeeded: 'Note (needed with a doubt)', send: 'Send the review', sent: 'The review is written down.', noNote: 'Say what is in doubt.', pick: 'Choose first: approve or doubt.',
  },
  retire: { title: 'Retire', lead: 'A retired question is not asked any more; its record and its answers stay.', open: 'Retire this question…', reason: 'Reason', sure: 'Yes, retire it', done: 'Retired.' },
  draft: {
    new: 'Draft of a new question', of: 'New version of {question}', by: 'Author: {name}', saved: 'Last saved: {at}', form: 'The question', optional: 'may be empty', optionsHelp: 'Three or four options; mark the one that is right. The fourth may be empty in both languages.', isRight: '{letter} is right', difficulty: { 1: '1 · most people know it', 2: '2', 3: '3', 4: '4', 5: '5 · people of the field know it' },
    choose: 'Choose', save: 'Save', savedNow: 'Saved.', submit: 'Submit for review', submitted: 'Submitted; another person reviews it.', withdraw: 'Withdraw the draft', withdrawSure: 'Yes, withdraw it', withdrawn: 'Withdrawn.', unsaved: 'Changes are not saved', leave: 'Changes are not saved. Leave the page and drop them?', flaws: '{count} to mend', flawsNone: 'Nothing to mend; it can be submitted.', flawsOld: 'What was found when it was last saved; save again to have it checked again.',
    returned: 'This draft is {state}. The reviewer’s note:', edit: 'Edit this draft', editNote: 'To edit a submitted draft makes it a draft again, to be submitted anew.', changes: 'Against the version before', before: 'Before', now: 'Now', theirs: 'Stored', mine: 'Yours', same: 'Nothing differs.', empty: '(empty)', isNew: 'This is a new question; there is no version before it.',
    meanwhile: 'Somebody saved this draft while you were editing. Your text is still in the form.', takeTheirs: 'Take what is stored', keepMine: 'Keep mine and save over it', closed: 'This draft is closed and cannot be changed.', accepted: 'Accepted as', sourceDateHelp: '2024, 2024-08 or 2024-08-26', sourceHelp: 'A public document with its year and chapter or table',
  },
  verdict: { title: 'Review this draft', own: 'You wrote this draft; another person reviews it.', accept: 'Accept: it is asked from now on, and this is its first review', return: 'Return it to its author', sourceRead: 'I opened the source and it says so', note: 'Note', noteNeeded: 'Note (needed to return it)', send: 'Send the verdict', accepted: 'Accepted; it is asked from now on.', returned: 'Returned to its author.', noNote: 'Say why it is returned.', pick: 'Choose first: accept or return.' },
  items: {
    lead: 'What first answers tell: which questions are too easy, do not tell who knows, or can be guessed. It does not show which option is right.', bank: 'Does the bank give answers away', bankNote: 'What somebody earns who reads nothing and always chooses in one way. Above 40 % taking the longest option pays, and lengths need mending.', longest: 'Always the longest', first: 'Always the first', chance: 'By chance', line: 'The longest should stay below', ofItems: 'of {count} questions in play',
    bankFine: 'Taking the longest stays below the line.', bankFlagged: 'Taking the longest is above the line.', bankBelow: 'The questions that length alone answers are flagged below.', picture: 'Share who knew', pictureLabel: 'Scatter: each question’s share who knew it, against its {against}. The table below has the figures.', against: 'Across', difficulty: 'difficulty', discrimination: 'discrimination', discriminationHead: 'Discrimination', noPoints: 'No question has {enough} first answers yet, so there is no picture.', noPointsMend: 'Once one has, it is a point here.', plain: 'no flag', flagged: 'flagged (triangle)', points: '{shown} of {all} questions are in the picture.',
    table: 'Each question', flags: 'Flags', only: 'Only flagged', sort: 'Sort by {column}', shown: '{count} questions', none: 'No question fits.', meaning: 'What the flags mean', retired: 'retired', unknownShare: 'below {enough}', discriminationNote: 'Discrimination: the correlation, from −1 to 1, of being right here with the share right in the same player’s other questions; given from {enough} such first answers on.',
  },
  flag: { longest_wins: 'the longest is right', too_easy: 'too easy', at_chance: 'no better than chance', wrong_preferred: 'a wrong option leads', dead_option: 'an option nobody takes', does_not_tell: 'does not tell who knows' },
  flagMeaning: {
    longest_wins: 'The right option is the longest, in a bank where length answers too much. Shorten it, or lengthen the others.', too_easy: 'More than 95 % knew it; ask something harder, or keep it to warm up.', at_chance: 'Even the upper end of its 95 % interval is less than 5 points above guessing; it may be too hard, or unclear.', wrong_preferred: 'A wrong option is chosen clearly more often than the right one; check the answer first, then whether the wording misleads. A common misbelief does this too, and then the question teaches.',
    dead_option: 'Fewer than 2 % choose one of the options, so it might as well not be there; write a likelier one.', does_not_tell: 'Discrimination below 0.1: those who know much are right here no more often than others; the wording may be vague.',
  },
  learning: {
    lead: 'Whether people who have met a theme before are right more often at a new question of it.', picture: 'Learning gain by theme', label: 'Dots and intervals: for each theme, how much more often those who had met it were right, with its 95 % interval. The table below has the figures.', theme: 'Theme', gain: 'Gain', interval: '95 % interval', to: 'to', table: 'The figures', attempts: 'First answers used', reading: 'How to read it', none: 'There are not enough first answers to compare yet.', noneMend: 'Once a theme has both players who meet it first and players who met it before, its gain and interval stand here.', unknown: 'cannot be compared yet',
    means: 'A dot is a difference: the share right at first attempt among players who had answered another question of the theme before, less the share among those who had not, compared only between questions of the same difficulty. The line is its 95 % interval; where it crosses 0, no difference can be claimed.', not: 'It does not prove that the quiz taught it: people who answer more may have known more from the start. Players are matched by difficulty only, not by person, time or anything else.', strata: 'By difficulty', stratum: 'Difficulty', fresh: 'Had not met the theme', met: 'Had met the theme',
    below: 'right less often', above: 'right more often', noStrata: 'No difficulty has first answers on both sides.',
  },
  flaw: {
    empty: 'It is empty; fill it', no_right: 'No option is marked as right yet', one_language: 'Option D has only one language; fill both, or leave both empty', few_options: 'There are {count} options; give three or four', options_alike: 'It reads like another option; make it say something else', no_chinese: 'There is no Chinese in it; did the two languages change places?', no_source_date: 'It is no date; write 2024, 2024-08 or 2024-08-26',
    unknown_theme: 'There is no such theme; take one of the list', several_right: 'Exactly one option is right', right_is_no_option: 'The option marked as right is empty; mark another one, or fill it', not_whole: 'Write a whole number from {least} to {most}', asked_elsewhere: 'Question {question} asks the same; change that one, or ask something else',
  },
  refusal: {
    name_needed: 'Say who you are first (2 to 80 characters).', own_question: 'You wrote this; another person reviews it.', no_such_question: 'There is no such question.', no_such_draft: 'There is no such draft.', changed_meanwhile: 'Somebody saved it while you were editing.', not_open: 'This draft is closed.', not_submitted: 'This draft was not submitted for review.', has_flaws: 'There is something left to mend; it cannot be submitted.',
    reads_otherwise: 'This version reads otherwise than what you read; open it again.', retired_already: 'This question is retired already.', note_needed: 'Say why.', reason_needed: 'Say why it is retired.',
  },
}
