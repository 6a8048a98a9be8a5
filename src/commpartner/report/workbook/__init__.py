"""Write a study as a workbook with live formulas, in Chinese or English."""

from commpartner.report.workbook.book import workbook, write_report_workbook

__all__ = ["workbook", "write_report_workbook"]
