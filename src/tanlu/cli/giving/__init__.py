"""The room giving of cli: see ARCHITECTURE.md."""
