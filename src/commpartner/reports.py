"""Write reports of a programme: run a study and write it as a page or a workbook.

`study` runs every policy in the same draws. `page` writes it as one HTML file that opens without a
network, `workbook` as an xlsx file with live formulas (extra ``report``). `charts` returns its
charts, which `plots.write_picture` writes as PNG or SVG. `sliders_widget` shows the sliders of the
page in a notebook (extra ``notebooks``).
"""

from __future__ import annotations

from commpartner.report.page.render import charts, page
from commpartner.report.play.widget import SlidersWidget, sliders_widget
from commpartner.report.study import Study, study, study_of
from commpartner.report.workbook import workbook

__all__ = [
    "SlidersWidget",
    "Study",
    "charts",
    "page",
    "sliders_widget",
    "study",
    "study_of",
    "workbook",
]
