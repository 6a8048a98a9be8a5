"""The service: `create_app` makes one from its settings.

cd examples && python -m service
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from pydantic.json_schema import models_json_schema

import commpartner as cp
from service import models
from service.answers import PLAIN, refusal, status
from service.body import BodyLimit
from service.jobs import Jobs
from service.language import Said
from service.mistakes import RefusedError, mistake
from service.settings import Settings

REFERENCE = "#/components/schemas/{model}"
BODY = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": REFERENCE.format(model="JobRequest")}}},
}
routes = APIRouter()


class Service(FastAPI):
    """The application with its settings and its jobs."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.jobs = settings, Jobs(settings)
        super().__init__(
            title="commpartner",
            version=cp.__version__,
            lifespan=_lifespan,
            docs_url=None,  # these pages would load scripts from elsewhere
            redoc_url=None,
        )
        self.add_middleware(BodyLimit, settings=settings)
        self.add_exception_handler(RefusedError, _refuse)
        self.include_router(routes)

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, with the model of the body, which the service reads itself."""
        if self.openapi_schema is None:
            document = super().openapi()
            given = [(models.JobRequest, "validation")]
            _, found = models_json_schema(cast(Any, given), ref_template=REFERENCE)
            numbers = found["$defs"]["JobRequest"]["properties"]
            numbers["draws"]["maximum"] = self.settings.draws
            numbers["months"]["maximum"] = self.settings.months
            schemas = document["components"]["schemas"]
            schemas |= found["$defs"]
            for unused in ("HTTPValidationError", "ValidationError"):  # mistakes are `Refusal`
                schemas.pop(unused, None)
            for path in document["paths"].values():
                for method in path.values():
                    if method["responses"].get("422", {}).get("description") == "Validation Error":
                        del method["responses"]["422"]
        return cast(dict[str, Any], self.openapi_schema)


def create_app(settings: Settings | None = None) -> Service:
    """Make the service; without settings, from the environment."""
    return Service(settings or Settings.from_environment(os.environ))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    jobs = cast(Service, app).jobs
    jobs.start()
    yield
    jobs.close()


async def _refuse(request: Request, error: Exception) -> Response:
    service = cast(Service, request.app)
    return refusal(cast(RefusedError, error), request.headers, service.settings)


def service_of(request: Request) -> Service:
    """The service that a request goes to."""
    return cast(Service, request.app)


async def json_body(request: Request) -> bytes:
    """The body of a request, if it says that it is JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise RefusedError(415, [mistake("content-type", kind or Said("nothing"), "content_type")])
    return await request.body()


Asks = Annotated[Service, Depends(service_of)]
REFUSED: dict[int | str, dict[str, Any]] = {
    404: {"model": models.Refusal, "description": "No such job"}
}
SUBMITTED: dict[int | str, dict[str, Any]] = {
    code: {"model": models.Refusal, "description": why}
    for code, why in {
        408: "The body comes too slowly",
        413: "The body is too large",
        415: "The body is not said to be JSON",
        422: "All mistakes in the body",
        503: "As many jobs wait as may",
    }.items()
}


@routes.get("/health")
async def health(service: Asks) -> models.Health:
    """Whether the service works, and what it has to do."""
    load = service.jobs.load()
    return models.Health(
        version=cp.__version__, running=load.running, waiting=load.waiting, places=load.places
    )


@routes.post(
    "/jobs",
    status_code=202,
    response_model=models.Job,
    responses=SUBMITTED,
    openapi_extra={"requestBody": BODY},
)
def submit(request: Request, service: Asks, body: Annotated[bytes, Depends(json_body)]) -> Response:
    """Submit a job. FastAPI runs this in a thread: the check waits for a process."""
    service.jobs.require_a_place()
    job = service.jobs.submit(service.jobs.check(body), body)
    answer = status(job, request.headers, service.settings, 202)
    answer.headers["location"] = f"/jobs/{job.id}"
    return answer


@routes.get("/jobs/{name}", response_model=models.Job, responses=REFUSED)
async def job(request: Request, service: Asks, name: str) -> Response:
    """Where a job stands."""
    return status(service.jobs.find(name), request.headers, service.settings)


@routes.delete("/jobs/{name}", response_model=models.Job, responses=REFUSED)
async def cancel(request: Request, service: Asks, name: str) -> Response:
    """Cancel a job; forget one that has ended, with its results."""
    return status(service.jobs.cancel(name), request.headers, service.settings)


def _offer(table: models.TableName) -> None:
    """Offer a table of results as JSON and as csv."""
    title = table.replace("_", " ")
    responses = {**REFUSED, 409: {"model": models.Refusal, "description": "The job is not done"}}
    csv: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}

    @routes.get(
        f"/jobs/{{name}}/{table}",
        name=table,
        summary=f"The {title} as JSON",
        response_model=models.TABLES[table],
        responses=responses,
    )
    async def as_json(service: Asks, name: str) -> Response:
        return _file(service, name, f"{table}.json", "application/json")

    @routes.get(
        f"/jobs/{{name}}/{table}.csv",
        name=f"{table}.csv",
        summary=f"The {title} as csv",
        response_class=Response,
        responses=responses | csv,
    )
    async def as_csv(service: Asks, name: str) -> Response:
        answer = _file(service, name, f"{table}.csv", "text/csv")
        answer.headers["content-disposition"] = f'attachment; filename="{table}.csv"'
        return answer


def _file(service: Service, name: str, file: str, kind: str) -> Response:
    found = service.jobs.find(name)
    if file not in found.files:
        state = Said("state", {"state": found.state})
        raise RefusedError(409, [mistake("job", state, "a_job_that_is_done")])
    return Response(found.files[file], headers=PLAIN, media_type=kind)


for _table in models.TABLES:
    _offer(_table)
