"""Schemas of the JSON API: what a request may hold and what a response holds."""
