"""Pass what the page shows from the command to the page, and open it there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from commpartner import datasets
from commpartner.io import load_programme
from commpartner.io.policies import with_policies
from commpartner.programme import Programme
from commpartner.texts import Language


@dataclass(frozen=True)
class Opening:
    """Hold what the page begins with.

    Attributes
    ----------
    case
        Name of a case; empty if `path` names a programme of the user.
    path
        Folder or file of a programme.
    policies
        File with more policies; empty if there is none.
    policy
        Whose levers are moved.
    baseline
        The policy beside it; empty: the same policy, unmoved.
    language
        Of the page as it opens.
    """

    case: str = ""
    path: str = ""
    policies: str = ""
    policy: str = ""
    baseline: str = ""
    language: Language = "en"

    def programme(self) -> Programme:
        """Load the programme with the policies of the file."""
        found = datasets.load(self.case) if self.case else load_programme(self.path)
        return with_policies(found, self.policies) if self.policies else found

    def written(self) -> str:
        """Write it as one argument of the page's process.

        Examples
        --------
        >>> read_opening(Opening(case="xiashan", policy="007").written()).policy
        '007'
        """
        return json.dumps(asdict(self))


def read_opening(text: str) -> Opening:
    """Read what `Opening.written` wrote."""
    fields: Mapping[str, str] = json.loads(text)
    return Opening(**fields)  # type: ignore[arg-type]
