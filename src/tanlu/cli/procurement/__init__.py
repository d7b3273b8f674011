"""The room procurement of cli: see ARCHITECTURE.md."""
