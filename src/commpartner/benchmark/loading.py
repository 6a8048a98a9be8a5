"""Load the submission that ``file.py:function`` or ``module:function`` names."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from commpartner.errors import InputError, Problem
from commpartner.problems.wording import suggest
from commpartner.texts import Text


def load_submission(place: str) -> Any:
    """Load a submission by its place.

    Parameters
    ----------
    place
        ``path/to/file.py:name`` or ``module:name``. The folder of a file is put at the end of
        ``sys.path``, so that other processes find its rules by the same name.

    Returns
    -------
    object
        What bears the name; `score` says whether it is a submission.

    Raises
    ------
    InputError
        If there is no such file, module or name, or it fails when it is read.

    Examples
    --------
    >>> load_submission("commpartner.benchmark.rules:cap_tightens").__name__
    'cap_tightens'
    """
    source, _, name = place.rpartition(":") if isinstance(place, str) else ("", "", "")
    if not source or not name:
        raise _wrong(Text("place_of_function"), repr(place), Text("file_function"))
    try:
        if source.endswith(".py"):
            module = _module_of_file(Path(source))
        else:
            module = importlib.import_module(source)
    except InputError:
        raise
    except SyntaxError as error:
        raise _wrong(
            source, Text("line_says", lineno=error.lineno, msg=error.msg), Text("python")
        ) from error
    except (Exception, SystemExit) as error:
        found = Text("error_of_type", name=type(error).__name__, error=str(error))
        raise _wrong(source, found, Text("readable_module")) from error
    if not hasattr(module, name):
        own = {key for key, each in vars(module).items() if _home(each) == module.__name__}
        known = sorted(key for key in own if not key.startswith("_"))
        allowed = suggest(name, known) if known else Text("defines_name", name=repr(name))
        raise _wrong(source, Text("no_such_name", name=repr(name)), allowed)
    return getattr(module, name)


def _home(thing: object) -> str:
    return str(getattr(thing, "__module__", ""))


def _module_of_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise _wrong(str(path), Text("no_such_file"), Text("file_with_python"))
    name, path = path.stem, path.resolve()
    folder = str(path.parent)
    if folder not in sys.path:
        sys.path.append(folder)
    importlib.invalidate_caches()
    # Other processes import it by its name, which must not lead them to something else.
    known = importlib.util.find_spec(name) if name.isidentifier() else None
    if known is None or known.origin is None or Path(known.origin).resolve() != path:
        taken = (
            Text("no_module_name")
            if known is None
            else Text("name_of_module", module=known.origin or name)
        )
        raise _wrong(str(path), taken, Text("free_module_name"))
    sys.modules.pop(name, None)  # it may have been read before and changed since
    return importlib.import_module(name)


def _wrong(field: str, found: str, allowed: str) -> InputError:
    return InputError([Problem("submission", None, field, found, allowed)])
