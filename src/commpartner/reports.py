"""Write reports of a programme: run a study and write it as a page.

`study` runs every policy in the same draws. `page` writes it as one HTML file that opens without a
network (extra ``report``).
"""

from __future__ import annotations

from commpartner.report.page.render import page
from commpartner.report.study import Study, study, study_of

__all__ = ["Study", "page", "study", "study_of"]
