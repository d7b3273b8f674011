"""The room inventory of services: see ARCHITECTURE.md."""
