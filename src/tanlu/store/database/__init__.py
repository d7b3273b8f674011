"""Databases: addresses, connections, transactions, column types and bulk statements."""
