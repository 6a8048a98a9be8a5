"""Read and write programmes, and write tables of results."""

from commpartner.io.fingerprint import programme_hash
from commpartner.io.frames import programme_from_frame
from commpartner.io.geojson import programme_geojson, save_geojson
from commpartner.io.load import load_programme, programme_from_dict
from commpartner.io.save import save_programme
from commpartner.io.tables import check_tables, read_tables, write_tables

__all__ = [
    "check_tables",
    "load_programme",
    "programme_from_dict",
    "programme_from_frame",
    "programme_geojson",
    "programme_hash",
    "read_tables",
    "save_geojson",
    "save_programme",
    "write_tables",
]
