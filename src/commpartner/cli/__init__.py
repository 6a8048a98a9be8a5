"""Define the command line: ``commpartner run | compare | sensitivity | benchmark | ...``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; the script ``commpartner`` calls it."""
    try:
        import typer.main  # asked for here, so that its absence is one clear line
    except ImportError:
        sys.stderr.write("The command line needs its extra: pip install 'commpartner[cli]'\n")
        raise SystemExit(2) from None
    from commpartner.cli.commands import app
    from commpartner.cli.language import language_in
    from commpartner.cli.misuse import called
    from commpartner.cli.printing import substitute_what_cannot_be_shown

    substitute_what_cannot_be_shown()
    command = typer.main.get_command(app)
    language = language_in(sys.argv[1:])
    if language == "zh":
        from commpartner.cli.help import put_into_chinese

        put_into_chinese(command)
    raise SystemExit(called(command, language))
