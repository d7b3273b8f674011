"""What everything stands on: quantities, gases, periods, places, tables, findings, citations and errors."""
