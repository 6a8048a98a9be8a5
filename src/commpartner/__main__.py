"""Run the command line as ``python -m commpartner``."""

from commpartner.cli import main

main()
