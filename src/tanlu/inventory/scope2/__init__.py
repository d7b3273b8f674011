"""The room scope2 of inventory: see ARCHITECTURE.md."""
