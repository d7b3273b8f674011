"""The verb `solar`: its options and what it prints."""
