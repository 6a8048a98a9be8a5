"""Define the command that opens the explorer, a local page."""

from __future__ import annotations

import secrets
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from contextlib import closing
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commpartner.cli.cautions import tell_cautions
from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import Lang, is_case, plain_errors, programme_of
from commpartner.cli.words import say
from commpartner.errors import CommpartnerError, InputError, Problem
from commpartner.model.scheme import unknown_policy
from commpartner.problems.optional import optional
from commpartner.texts import Language, Text

if TYPE_CHECKING:
    from commpartner.programme import Programme

HOST = "127.0.0.1"  # of this computer alone
STARTS_WITHIN = 60.0  # seconds


def explore(
    case: Annotated[str, typer.Argument(help="A case, or a folder or file.")],
    policy: Annotated[
        str | None,
        typer.Option(help="The policy whose levers move. Default: 'partner', or the last."),
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(help="The policy beside it. Default: the same, unmoved.")
    ] = None,
    policies: Annotated[
        Path | None, typer.Option(help="A file with more policies, as the page saves it.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the page. Default: a free one.")
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")
    ] = True,
    lang: Lang = None,
) -> None:
    """Open a local page: move levers by sliders and see the figures beside a baseline."""
    console = Terminal()
    with plain_errors(lang) as language:
        from commpartner.report.explorer.opening import Opening

        own = "" if is_case(case) else str(Path(case).absolute())
        programme = programme_of(case)
        added = "" if policies is None else str(policies.absolute())
        if added:
            from commpartner.io.policies import with_policies

            programme = with_policies(programme, added)
        opening = Opening(
            case="" if own else case,
            path=own,
            policies=added,
            policy=_policy_of(programme, case, policy),
            baseline=baseline or "",
            language=language,
        )
        tell_cautions(programme, case, language, policies=[opening.policy])
        _try_out(programme, opening.policy, baseline)
        at = _free(port)
        optional("marimo")
        _serve(console, opening.written(), at, browser, language)


def _policy_of(programme: Programme, case: str, given: str | None) -> str:
    from commpartner.report.chosen import focus_of

    if given is not None:
        return given
    if not programme.policies:
        allowed = Text("at_least_one_policy")
        raise InputError([Problem(case, None, "policies", Text("none"), allowed)])
    return focus_of(programme.policies)


def _try_out(programme: Programme, policy: str, baseline: str | None) -> None:
    """Run both policies once, so that what cannot run is refused before the page opens."""
    from commpartner.report.explorer.explorer import Explorer

    for name in filter(None, (policy, baseline)):
        if name not in programme.policies:
            raise unknown_policy(name, programme)
    Explorer(programme, policy, baseline, draws=1).preview({})


def _free(port: int | None) -> int:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as tried:
        try:
            tried.bind((HOST, port or 0))
        except OSError as error:
            found, allowed = error.strerror or str(error), Text("a_free_port")
            raise InputError([Problem("--port", None, str(port), found, allowed)]) from None
        found_port: int = tried.getsockname()[1]
        return found_port


def _serve(console: Terminal, opening: str, port: int, browser: bool, language: Language) -> None:
    """Run the page's process until it ends or the user stops it."""
    token = secrets.token_urlsafe(24)
    app = resources.files("commpartner.report.explorer") / "app.py"
    words = ["run", str(app), "--host", HOST, "--port", str(port), "--headless", "--no-check"]
    words += ["--token", "--token-password-file", "-", "--", "--opening", opening]
    command = [sys.executable, "-m", "marimo", *words]
    # In a session of its own: marimo would answer Ctrl+C with a question on a screen it has not.
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if process.stdin is not None:
            process.stdin.write(token)  # not among the arguments, which other users can list
            process.stdin.close()
        _wait(process, port)
        url = f"http://{HOST}:{port}/?access_token={token}"
        console.write(f"{say('explore_ready', language)}\n{url}\n")
        if browser:
            webbrowser.open(url)
        status = process.wait()
        if status:
            raise typer.Exit(1)
    except KeyboardInterrupt:
        console.write("\n")
    finally:
        process.terminate()
        process.wait()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _wait(process: subprocess.Popen[str], port: int) -> None:
    """Return once the page answers."""
    ends = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < ends:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as tried:
            if tried.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise CommpartnerError(Text("page_did_not_start"))
