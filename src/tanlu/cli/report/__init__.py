"""The room report of cli: see ARCHITECTURE.md."""
