"""The report of a case: data from every package gathered into one document."""
