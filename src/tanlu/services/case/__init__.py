"""The room case of services: see ARCHITECTURE.md."""
