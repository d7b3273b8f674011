"""The room workbook of report: see ARCHITECTURE.md."""
