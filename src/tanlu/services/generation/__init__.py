"""The room generation of services: see ARCHITECTURE.md."""
