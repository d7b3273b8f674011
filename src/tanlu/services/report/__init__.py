"""The room report of services: see ARCHITECTURE.md."""
