"""The verb `certificates`: its options and what it prints."""
