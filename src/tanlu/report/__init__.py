"""The report: an inventory as a page, a document, a workbook and facts, in two languages; it takes plain data and knows no case."""
