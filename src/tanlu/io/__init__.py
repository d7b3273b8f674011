"""Readers of tables: CSV, XLSX and Parquet come in as typed columns with the row numbers that a person sees."""
