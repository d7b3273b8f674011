"""The room io of tanlu: see ARCHITECTURE.md."""
