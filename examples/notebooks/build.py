"""Run the notebooks of this folder and store what they show: answers as text, charts as PNG.

    python examples/notebooks/build.py [xiashan qingyunpu xiangyang]

Needs the extra ``notebooks``, a Chromium or Chrome (the variable BROWSER_PATH says where, if it is
not found) and a Chinese font such as Noto Sans CJK; `own_list` and `measuring` also need the extras
``spreadsheets`` and ``calibration``, `sliders` the extra ``report``. The notebooks are the source:
edit them, then run this; about half a minute each. Where a cell fails nothing is written. Pictures
are stored with few colours, which keeps the files small.
"""

from __future__ import annotations

import argparse
import base64
from io import BytesIO
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

FOLDER = Path(__file__).parent
WIDTH = 900  # of a picture [pixel]
COLOURS = 64  # of a picture

PICTURE = "image/png"
WIDGET = "application/vnd.jupyter.widget-view+json"

# Runs before the notebook and is not stored with it: a reader's own run gets live charts.
STATIC_PICTURES = f"""\
import plotly.io
plotly.io.renderers["png"].width = {WIDTH}
plotly.io.renderers.default = "png"
"""


def build(path: Path) -> None:
    """Run one notebook and store it with its outputs."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    metadata = dict(notebook.metadata)
    first = nbformat.v4.new_code_cell(STATIC_PICTURES)  # type: ignore[no-untyped-call]
    notebook.cells.insert(0, first)
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(FOLDER)}})
    client.execute()
    del notebook.cells[0]
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # times of day
        if cell.cell_type == "code":
            cell.execution_count -= 1
            for output in cell.outputs:
                if output.output_type == "stream":  # of the browser that draws, or of the cell
                    raise RuntimeError(f"{path.name} wrote {output.text!r}; mend it or run again")
                output.get("data", {}).pop(WIDGET, None)  # it needs a kernel; its table stays
                if PICTURE in output.get("data", {}):
                    output.data[PICTURE] = smaller(output.data[PICTURE])
    notebook.metadata = metadata  # versions of whoever built it say nothing to a reader
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]


def smaller(picture: str) -> str:
    """Store a picture with a palette of few colours."""
    image = Image.open(BytesIO(base64.b64decode(picture))).convert("RGB")
    stored = BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(stored, "PNG", optimize=True)
    return base64.b64encode(stored.getvalue()).decode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    known = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
    parser.add_argument("names", nargs="*", default=known, help="all, where none is named")
    for name in parser.parse_args().names:
        build(FOLDER / f"{name}.ipynb")
        print(f"{name}.ipynb")


if __name__ == "__main__":
    main()
