"""Scope 2, market-based: instruments, their quality criteria, and what they cover."""
