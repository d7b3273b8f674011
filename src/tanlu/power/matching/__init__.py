"""The room matching of power: see ARCHITECTURE.md."""
