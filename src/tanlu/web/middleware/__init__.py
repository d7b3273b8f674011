"""The room middleware of web: see ARCHITECTURE.md."""
