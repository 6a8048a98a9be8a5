"""The command line: ``commpartner run | compare | sensitivity | benchmark | ...``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; the entry point of the script ``commpartner``."""
    try:
        import typer  # noqa: F401  # asked for here, so that its absence is one clear line
    except ImportError:
        sys.stderr.write("The command line needs its extra: pip install 'commpartner[cli]'\n")
        raise SystemExit(2) from None
    from commpartner.cli.commands import app

    app()
