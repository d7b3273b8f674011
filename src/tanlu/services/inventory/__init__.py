"""Services of the inventory: measure, check, trace, bridge and close."""
