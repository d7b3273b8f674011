"""Column engines: one set of expressions that runs embedded (DuckDB) and, unchanged, on Spark."""
