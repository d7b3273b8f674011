"""Renderers of a report: a page (HTML) and a document (PDF)."""
