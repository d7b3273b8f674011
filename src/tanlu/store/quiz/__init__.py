"""The room quiz of store: see ARCHITECTURE.md."""
