"""Accounts: who may sign in, with which role, and the record of what they did."""
