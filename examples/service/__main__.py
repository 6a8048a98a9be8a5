"""Start the service on this machine alone: `python -m service [PORT]`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Serve until the process is ended."""
    import uvicorn

    from service.app import create_app
    from service.settings import Settings

    settings = Settings.from_environment(os.environ)
    uvicorn.run(
        create_app(settings),
        host="127.0.0.1",
        port=int(sys.argv[1]) if len(sys.argv) > 1 else 8000,
        limit_concurrency=settings.connections,
        ws="none",
        server_header=False,
    )


if __name__ == "__main__":  # the processes of jobs import this file, too: hence the late imports
    main()
