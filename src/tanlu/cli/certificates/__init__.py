"""The room certificates of cli: see ARCHITECTURE.md."""
