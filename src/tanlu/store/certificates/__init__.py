"""The room certificates of store: see ARCHITECTURE.md."""
