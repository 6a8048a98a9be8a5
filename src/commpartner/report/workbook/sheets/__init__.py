"""Build the sheets of a workbook, one module a subject."""
