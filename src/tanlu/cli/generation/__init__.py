"""The room generation of cli: see ARCHITECTURE.md."""
