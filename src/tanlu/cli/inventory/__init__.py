"""The verbs of the inventory: their options and what they print."""
