"""Write reports of a programme: run a study and write it as a page or a workbook.

`study` runs every policy in the same draws. `page` writes it as one HTML file that opens without a
network, `workbook` as an xlsx file with live formulas (extra ``report``).
"""

from __future__ import annotations

from commpartner.report.page.render import page
from commpartner.report.study import Study, study, study_of
from commpartner.report.workbook import workbook

__all__ = ["Study", "page", "study", "study_of", "workbook"]
