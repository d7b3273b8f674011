"""The room schemas of web: see ARCHITECTURE.md."""
