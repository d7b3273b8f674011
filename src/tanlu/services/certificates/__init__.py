"""The room certificates of services: see ARCHITECTURE.md."""
