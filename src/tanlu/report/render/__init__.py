"""The room render of report: see ARCHITECTURE.md."""
