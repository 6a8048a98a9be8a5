"""Refuse bodies that are too large or come too slowly, before anything reads them."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.answers import refusal
from service.language import Said
from service.mistakes import RefusedError, mistake
from service.settings import Settings

DRAINED = 4  # times the limit are read and dropped, so that the client gets to see the answer


class BodyLimit:
    """Read each body within its limits, then hand it on whole."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            body = await self._body(headers, receive)
        except RefusedError as error:
            answer = refusal(error, headers, self.settings)
            answer.headers["connection"] = "close"
            await answer(scope, receive, send)
            return
        if body is not None:
            await self.app(scope, _replayed(body, receive), send)

    async def _body(self, headers: Headers, receive: Receive) -> bytes | None:
        """Read a body; None if the client has gone."""
        seconds = self.settings.body_seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._read(headers, receive)
        except TimeoutError:
            found = Said("more_time")
            slow = mistake("body", found, "a_body_within", seconds=seconds)
            raise RefusedError(408, [slow]) from None

    async def _read(self, headers: Headers, receive: Receive) -> bytes | None:
        most = self.settings.body_bytes
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > DRAINED * most:
            raise _too_large(Said("bytes", {"count": int(announced[:20])}), most)
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            part: bytes = message.get("body", b"")
            size += len(part)
            if size > DRAINED * most:
                break
            if size <= most:
                parts.append(part)
            more = message.get("more_body", False)
        if size > most:
            raise _too_large(Said("more_bytes"), most)
        return b"".join(parts)


def _too_large(found: Said, most: int) -> RefusedError:
    return RefusedError(413, [mistake("body", found, "a_body_of_at_most", most=most)])


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Hand on a body that was read, then whatever comes after it."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
