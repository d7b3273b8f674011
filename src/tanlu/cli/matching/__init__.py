"""The room matching of cli: see ARCHITECTURE.md."""
