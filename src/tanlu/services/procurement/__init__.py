"""The cheapest mix for a case: its tables in, a plan out."""
