"""``python -m commpartner`` is the command line."""

from commpartner.cli import main

main()
