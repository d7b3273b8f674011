"""Middleware of the server: security checks and rate limits, before any route."""
