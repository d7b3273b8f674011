"""The room certificates of power: see ARCHITECTURE.md."""
