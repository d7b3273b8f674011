"""The room matching of services: see ARCHITECTURE.md."""
