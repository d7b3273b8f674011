"""What is known: emission factors and conversions as data, each value with its citation and vintage."""
