"""The example of a web service, asked by a real client over a real connection."""

from __future__ import annotations

import json
import multiprocessing
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import jsonschema
import numpy as np
import pandas as pd
import pytest
import uvicorn
from pydantic import BaseModel, ValidationError
from service import models
from service.app import create_app
from service.child import messages
from service.jobs import Jobs
from service.language import Language, language_of
from service.language import messages as texts
from service.mistakes import RefusedError
from service.reading import FIELDS, read
from service.settings import Settings
from service.work import Done, Progress, Send, Valid, Work, run

import commpartner as cp

DISTRICT = cp.datasets.synthetic(4, centres=1)
GOOD: dict[str, Any] = {
    "programme": DISTRICT.model_dump(mode="json"),
    "policy": "clustered",
    "draws": 20,
    "months": 24,
    "seed": 7,
}
LONG = {**GOOD, "draws": 1000, "months": 240}
SMALL = Settings(
    workers=1, waiting=1, body_bytes=20_000, body_seconds=1.0, memory_mb=2048, language="en"
)
ASKED = Valid("mine", "clustered", 1, 1, 0, ())
WAIT = 30.0


def greedy(body: bytes, settings: Settings, send: Send) -> None:
    np.ones(10**9)


def slow(body: bytes, settings: Settings, send: Send) -> None:
    time.sleep(WAIT)


def broken(body: bytes, settings: Settings, send: Send) -> None:
    raise KeyError("kept for the log")


def vanishing(body: bytes, settings: Settings, send: Send) -> None:
    os._exit(9)


@contextmanager
def serving(settings: Settings) -> Iterator[httpx.Client]:
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings), lifespan="on", ws="none", log_level="error")
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=WAIT) as client:
            yield client
        server.should_exit = True
        thread.join(WAIT)
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serving(Settings(draws=1000, estates=50)) as asking:
        yield asking
    assert not multiprocessing.active_children()


def submitted(client: httpx.Client, asked: dict[str, Any]) -> str:
    answer = client.post("/jobs", json=asked)
    assert answer.status_code == 202, answer.text
    return answer.headers["location"]


def until(client: httpx.Client, place: str, fits: Callable[[dict[str, Any]], bool]) -> Any:
    for _ in range(int(WAIT / 0.02)):
        job = client.get(place).json()
        if fits(job):
            return job
        time.sleep(0.02)
    raise AssertionError(job)


def tables(result: cp.SimulationResult) -> dict[str, pd.DataFrame]:
    return {
        "summary": result.summary(),
        "payers": result.payers,
        "cost_lines": result.cost_lines(),
        "cash_flow": result.cash_flow(),
    }


def ended(job: dict[str, Any]) -> bool:
    return job["state"] not in ("waiting", "running")


def refused(answer: httpx.Response, status: int) -> list[str]:
    assert answer.status_code == status, answer.text
    return [problem["code"] for problem in answer.json()["problems"]]


def test_two_jobs_at_once_have_the_library_s_bits(client: httpx.Client) -> None:
    other = {**GOOD, "policy": {"organisation": "stand_alone"}, "seed": 8}
    places = [submitted(client, asked) for asked in (GOOD, other)]
    policies: tuple[cp.Policy | str, ...] = ("clustered", cp.Policy(organisation="stand_alone"))
    for place, policy, seed in zip(places, policies, (7, 8), strict=True):
        assert until(client, place, ended)["state"] == "done"
        result = cp.simulate(DISTRICT, policy, draws=20, months=24, seed=seed)
        for name, frame in tables(result).items():
            answer = client.get(f"{place}/{name}")
            assert answer.headers["content-type"] == "application/json"
            rows = answer.json()["rows"]
            for column in frame:
                values = frame[column].astype(object).where(frame[column].notna(), None)
                assert [row[column] for row in rows] == values.tolist()
            answer = client.get(f"{place}/{name}.csv")
            assert answer.headers["content-type"] == "text/csv; charset=utf-8"
            assert answer.text.splitlines() == frame.to_csv(index=False).splitlines()


def test_rows_have_every_column_of_the_tables() -> None:
    rows: dict[str, type[BaseModel]] = {
        "summary": models.SummaryRow,
        "payers": models.PayerRow,
        "cost_lines": models.CostLineRow,
        "cash_flow": models.CashFlowRow,
    }
    for name, frame in tables(cp.simulate(DISTRICT, "clustered", draws=2, months=2)).items():
        assert {*rows[name].model_fields} == {*frame}


def test_a_cancelled_job_stops_and_hinders_no_other(client: httpx.Client) -> None:
    long = submitted(client, LONG)
    until(client, long, lambda job: job["state"] == "running")
    short = submitted(client, GOOD)
    assert until(client, short, ended)["state"] == "done"
    assert client.get(long).json()["state"] == "running"
    assert refused(client.get(f"{long}/summary"), 409) == ["a_job_that_is_done"]
    assert client.delete(long).json()["state"] == "cancelled"
    for _ in range(100):
        if not multiprocessing.active_children():
            break
        time.sleep(0.02)
    assert not multiprocessing.active_children()
    assert client.get(long).json()["state"] == "cancelled"
    assert client.delete(short).json()["state"] == "done"
    assert refused(client.get(f"{short}/summary"), 404) == ["a_known_job"]


def test_progress_is_told_and_time_is_limited() -> None:
    body = json.dumps({**GOOD, "draws": 120}).encode()
    told = [*messages(run, body, Settings(), WAIT, lambda: False)]
    assert told[:-1] == [Progress(50), Progress(100), Progress(120)]
    assert isinstance(told[-1], Done)
    with pytest.raises(TimeoutError):
        [*messages(run, json.dumps(LONG).encode(), Settings(), 0.05, lambda: False)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_problems_are_answered_in_a_language(client: httpx.Client, language: str) -> None:
    estate = {**GOOD["programme"]["estates"][0], "households": -1}
    policy = {"organisation": "clustered", "centres": ["nowhere"], "fee": -1.0}
    programme = {**GOOD["programme"], "estates": [estate], "policies": {"a": policy}}
    asked = {"programme": programme, "policy": {"fee": -2}, "draws": 2000, "months": 0, "sed": 1}
    answer = client.post("/jobs", json=asked, headers={"accept-language": f"fr, {language}-XX"})
    problems = answer.json()["problems"]
    assert {*refused(answer, 422)} >= {"a_known_key", "whole_number", "names_listed"}
    assert {problem["where"] for problem in problems} >= {
        "sed",
        "draws",
        "months",
        "programme.estates[0].households",
        "programme.policies.a.fee",
        "programme.policies.a.centres",
        "policy.fee",
    }
    assert answer.headers["content-language"] == language
    for problem in problems:
        assert ("应为" in problem["message"]) == (language == "zh")
        assert problem["where"] in problem["message"]


def test_hostile_names_come_back_as_data(client: httpx.Client) -> None:
    name = "<script>alert(1)</script>\x1b[31m\u202e=HYPERLINK(1)\r\nset-cookie: a=b"
    asked = {**GOOD, "programme": {**GOOD["programme"], "name": name}, "months": 1, "draws": 1}
    place = submitted(client, asked)
    answer = client.get(place)
    assert answer.json()["programme"] == name
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert b"\x1b" not in answer.content
    assert until(client, place, ended)["state"] == "done"
    wrong = client.post("/jobs", json={**asked, "policy": name})
    assert refused(wrong, 422) == ["a_policy_of"]
    assert "<script>" in wrong.json()["problems"][0]["found"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "utf8_json"),
        (b"\xff", "utf8_json"),
        (b"[" * 100_000, "utf8_json"),
        (b'{"draws": 1, "draws": 2}', "utf8_json"),
        (b'{"draws": ' + b"9" * 5000 + b"}", "utf8_json"),
        (b"[]", "an_object"),
        (b'{"draws": NaN, "policy": "\\ud800"}', "whole_number"),
        (b'{"programme": {"name": ' + b"[" * 400 + b"]" * 400 + b"}}", "a_policy"),
    ],
)
def test_bodies_that_are_no_request_are_refused(body: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refusing:
        read(body, Settings())
    assert code in [each["en"].code for each in refusing.value.mistakes]
    assert refusing.value.in_language("zh").model_dump_json()


def test_too_much_is_refused(client: httpx.Client) -> None:
    estates = GOOD["programme"]["estates"] * 13
    many = {**GOOD, "programme": {**GOOD["programme"], "estates": estates}}
    assert refused(client.post("/jobs", json=many), 422) == ["at_most_estates"]
    form = client.post("/jobs", data={"draws": 1})
    assert refused(form, 415) == ["content_type"]
    assert refused(client.get("/jobs/none"), 404) == ["a_known_job"]


def test_a_full_queue_and_large_or_slow_bodies(client: httpx.Client) -> None:
    with serving(SMALL) as small:
        places = [submitted(small, LONG) for _ in range(2)]
        until(small, places[0], lambda job: job["state"] == "running")
        full = small.post("/jobs", json=GOOD)
        assert refused(full, 503) == ["a_free_place"]
        assert full.headers["retry-after"]
        load = {"running": 1, "waiting": 1, "places": 0}
        assert small.get("/health").json() == {"status": "ok", "version": cp.__version__} | load
        for place in reversed(places):
            assert small.delete(place).json()["state"] == "cancelled"
        assert small.get("/health").json()["places"] == 2
        for size in (20_001, 60_000):
            large = small.post("/jobs", content=b"x" * size)
            assert refused(large, 413) == ["a_body_of_at_most"]
        parts = small.post("/jobs", content=iter([b"x" * 9_000] * 3))
        assert refused(parts, 413) == ["a_body_of_at_most"]
        for length, status in ((10**9, 413), (9, 408)):
            with socket.create_connection((small.base_url.host, small.base_url.port or 0)) as slow:
                head = f"POST /jobs HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{{"
                slow.sendall(head.encode())
                assert slow.recv(4096).startswith(f"HTTP/1.1 {status} ".encode())


@pytest.mark.parametrize(
    ("work", "seconds", "code"),
    [
        (lambda *_: None, WAIT, "without_fault"),  # cannot be sent to a process
        (slow, 0.1, "within_time"),
        (broken, WAIT, "without_fault"),
        (vanishing, WAIT, "without_fault"),
        pytest.param(
            *(greedy, WAIT, "within_memory"),
            marks=pytest.mark.skipif(sys.platform != "linux", reason="no limit elsewhere"),
        ),
    ],
)
def test_a_job_that_goes_wrong_says_why(
    monkeypatch: pytest.MonkeyPatch, work: Work, seconds: float, code: str
) -> None:
    monkeypatch.setattr("service.jobs.run", work)
    jobs = Jobs(Settings(workers=1, job_seconds=seconds))
    jobs.start()
    name = jobs.submit(ASKED, b"").id
    for _ in range(int(WAIT / 0.02)):
        if (job := jobs.find(name)).state == "failed":
            break
        time.sleep(0.02)
    jobs.close()
    assert job.state == "failed"
    assert [each["en"].code for each in job.mistakes] == [code]


def test_a_body_that_takes_long_to_check_is_refused() -> None:
    name = "x" * 100_000
    programme = {**GOOD["programme"], "policies": {name: dict.fromkeys(map(str, range(9999)), 0)}}
    body = json.dumps({**GOOD, "programme": programme}).encode()
    with pytest.raises(RefusedError) as refusing:
        Jobs(Settings(check_seconds=0.2)).check(body)
    assert [each["en"].code for each in refusing.value.mistakes] == ["checked_within"]


def test_ended_jobs_are_forgotten() -> None:
    now = [0.0]
    jobs = Jobs(Settings(kept=2, keep_seconds=60), clock=lambda: now[0])
    ids = [jobs.submit(ASKED, b"").id for _ in range(3)]
    for number, each in enumerate(ids):
        now[0] = float(number)
        jobs.cancel(each)
    with pytest.raises(RefusedError):  # one too many
        jobs.find(ids[0])
    now[0] = 61.5
    with pytest.raises(RefusedError):  # too old
        jobs.find(ids[1])
    assert jobs.find(ids[2]).state == "cancelled"


def test_the_openapi_document_describes_the_body(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert {*FIELDS} == {*schemas["JobRequest"]["properties"]}
    assert schemas["JobRequest"]["properties"]["draws"]["maximum"] == 1000
    whole = {"$ref": "#/components/schemas/JobRequest", "components": {"schemas": schemas}}
    jsonschema.validate(GOOD, whole)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**GOOD, "policy": {"fee": -1}}, whole)
    for path in document["paths"].values():
        for method in path.values():
            assert "HTTPValidationError" not in json.dumps(method)


def test_settings_come_from_the_environment() -> None:
    found = Settings.from_environment({"COMMPARTNER_SERVICE_DRAWS": "7", "HOME": "/"})
    assert found == Settings(draws=7)
    for name in ("DRAWS", "DRWAS"):
        with pytest.raises(ValidationError):
            Settings.from_environment({f"COMMPARTNER_SERVICE_{name}": "0"})


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh"),
        ("en", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr, en-GB;q=0.7, zh;q=0.1", "en"),
        ("en;q=0, zh;q=nan", "zh"),
        ("en;q=x,,;;=", "zh"),
    ],
)
def test_the_language_is_the_one_liked_best(accepted: str, language: Language) -> None:
    assert language_of(accepted, "zh") == language


def test_every_text_is_in_both_languages() -> None:
    assert all({*each} == {"en", "zh"} for each in texts().values())
