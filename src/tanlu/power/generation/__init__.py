"""The room generation of power: see ARCHITECTURE.md."""
