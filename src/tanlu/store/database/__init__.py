"""The room database of store: see ARCHITECTURE.md."""
