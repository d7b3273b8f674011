"""The room columns of engines: see ARCHITECTURE.md."""
