"""The room accounts of services: see ARCHITECTURE.md."""
