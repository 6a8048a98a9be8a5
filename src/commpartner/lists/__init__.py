"""Read the lists of estates that districts keep in spreadsheets."""

from commpartner.lists.district import programme_of_list
from commpartner.lists.estate_list import EstateList, read_estate_list
from commpartner.lists.workbook import write_marked, write_workbook

__all__ = [
    "EstateList",
    "programme_of_list",
    "read_estate_list",
    "write_marked",
    "write_workbook",
]
