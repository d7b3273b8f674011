"""The report as a workbook whose formulas recompute every figure."""
