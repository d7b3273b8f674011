"""The room of the inventory: activity lines become priced lines, scopes, categories and totals."""
