"""The room giving of store: see ARCHITECTURE.md."""
