"""The room procurement of power: see ARCHITECTURE.md."""
