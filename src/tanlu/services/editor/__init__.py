"""Services for the editors of the quiz: drafts, reviews, retirement, and what answers show of the questions."""
