"""Load of a case matched with its contracts."""
