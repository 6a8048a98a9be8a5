"""Answers in the language of whoever asks."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import Response

from service.jobs import Job
from service.language import Language, language_of
from service.mistakes import RefusedError
from service.models import Job as Shown
from service.settings import Settings

LATER = "5"  # seconds after which a refused job may be sent again
PLAIN = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def refusal(error: RefusedError, headers: Headers, settings: Settings) -> Response:
    """Answer a request that is refused."""
    language = asked_language(headers, settings)
    answer = json_of(error.in_language(language).model_dump_json(), language, error.status)
    if error.status == 503:
        answer.headers["retry-after"] = LATER
    return answer


def status(job: Job, headers: Headers, settings: Settings, code: int = 200) -> Response:
    """Answer where a job stands."""
    language = asked_language(headers, settings)
    asked = job.asked
    shown = Shown(
        id=job.id,
        state=job.state,
        programme=asked.programme,
        policy=asked.policy,
        draws=asked.draws,
        months=asked.months,
        seed=asked.seed,
        done=job.done,
        problems=[each[language] for each in job.mistakes],
        unlikely=[each[language] for each in asked.unlikely],
    )
    return json_of(shown.model_dump_json(), language, code)


def json_of(text: str, language: Language, code: int = 200) -> Response:
    """Answer with JSON and its language."""
    headers = {"content-language": language, "vary": "accept-language", **PLAIN}
    return Response(text, code, headers, media_type="application/json")


def asked_language(headers: Headers, settings: Settings) -> Language:
    """The language that a client accepts."""
    return language_of(headers.get("accept-language", ""), settings.language)
