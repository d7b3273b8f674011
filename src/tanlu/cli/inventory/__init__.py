"""The room inventory of cli: see ARCHITECTURE.md."""
