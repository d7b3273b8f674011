"""Opening a case: its settings, its tables, its evidence, and what a request asks of it."""
