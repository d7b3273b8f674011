"""The verb `procure`: its options and what it prints."""
