"""The room procurement of services: see ARCHITECTURE.md."""
