"""Tables and statements of the giving ledger: campaigns, blocks, postings, counts, checkpoints."""
