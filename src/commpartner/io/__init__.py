"""Files in and out: programmes from and to folders, tables of results to CSV."""

from commpartner.io.fingerprint import programme_hash
from commpartner.io.load import load_programme, programme_from_dict
from commpartner.io.save import save_programme
from commpartner.io.tables import write_tables

__all__ = [
    "load_programme",
    "programme_from_dict",
    "programme_hash",
    "save_programme",
    "write_tables",
]
