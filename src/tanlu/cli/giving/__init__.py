"""The verb `giving`: campaigns and their ledger on the command line."""
