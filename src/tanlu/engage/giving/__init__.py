"""Giving: what a right answer moves, from a sponsor's pledge to what receipts show was delivered, in whole fen."""
