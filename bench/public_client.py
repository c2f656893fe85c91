"""Visitors of the public site, many at once, in one process that costs little.

Plain sockets that are kept open, requests that were made beforehand, answers read by their length:
the load runs on the same cores as what it measures. Answers are asked for compressed, as a browser
does; only the last one of a flow is unpacked, to see that the receipt is in it.
"""

import asyncio
import re
import secrets
import time
import zlib
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_CLOSES = re.compile(rb"(?i)\r\nconnection: *close")
HEADERS = "Host: localhost\r\nAccept-Encoding: gzip\r\nUser-Agent: bench\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
BOUNDARY = "----bench"
MULTIPART = f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
PATIENCE = 30.0  # seconds until an answer counts as an error


@dataclass(frozen=True)
class Request:
    """One request as it goes over the wire, and what its answer must hold to be right."""

    wire: bytes
    expects: bytes = b""
    status: bytes = b"2xx"


@dataclass
class Outcome:
    """How long each answer took, in milliseconds, and what was wrong with the others."""

    took: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds if self.seconds else 0.0


def get(path: str) -> Request:
    return Request(f"GET {path} HTTP/1.1\r\n{HEADERS}\r\n".encode())


def post(
    path: str, body: str, *, expects: str = "", status: str = "2xx", files: bool = False
) -> Request:
    """A form as it is posted; `files`: as a form is that could hold files, and holds none."""
    kind = FORM
    if files:
        kind, body = MULTIPART, parts(body) + f"--{BOUNDARY}--\r\n"
    head = f"POST {path} HTTP/1.1\r\n{HEADERS}{kind}Content-Length: {len(body)}\r\n\r\n"
    return Request((head + body).encode(), expects.encode(), status.encode())


def parts(body: str) -> str:
    """The fields of a body as the parts of a form that holds files."""
    return "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parse_qsl(body, True)
    )


def filled(body: str, **values: str) -> str:
    """A body that was posted before, with other values for some of its fields."""
    known = [(name, value) for name, value in parse_qsl(body, True) if name not in values]
    return urlencode([*known, *values.items()])


class Line(asyncio.Protocol):
    """One connection; asks one thing at a time."""

    def __init__(self) -> None:
        self.transport: Any = None
        self.held, self.need = bytearray(), 0
        self.answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.held += data
        if not self.need and (end := self.held.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self.held, 0, end)
            self.need = end + 4 + (int(length[1]) if length else 0)
        if self.need and len(self.held) >= self.need and self.answer:
            whole, self.held, self.need = bytes(self.held), bytearray(), 0
            if _CLOSES.search(whole, 0, whole.find(b"\r\n\r\n") + 2):
                self.close()
            answer, self.answer = self.answer, None
            if not answer.done():
                answer.set_result(whole)

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if self.answer and not self.answer.done():
            self.answer.set_exception(ConnectionResetError())

    def close(self) -> None:
        if self.transport:
            self.transport.close()
        self.transport = None


class Visitor:
    """Somebody with a connection of their own, opened again when the site closed it."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname, parts.port
        self.line: Line | None = None

    async def ask(self, request: Request, outcome: Outcome) -> bool:
        """Send, wait for the whole answer, and note how long it took or what was wrong."""
        start = time.perf_counter()
        try:
            whole = await asyncio.wait_for(self._sent(request.wire), PATIENCE)
        except (OSError, TimeoutError) as error:
            outcome.errors.append(type(error).__name__)
            self.leave()
            return False
        took = (time.perf_counter() - start) * 1_000
        if not is_right(whole, request):
            outcome.errors.append(whole[9:12].decode())
            return False
        outcome.took.append(took)
        return True

    async def _sent(self, wire: bytes) -> bytes:
        loop = asyncio.get_running_loop()
        if self.line is None or self.line.transport is None:
            _, self.line = await loop.create_connection(Line, self.host, self.port)
        self.line.answer = loop.create_future()
        self.line.transport.write(wire)
        return await self.line.answer

    def leave(self) -> None:
        if self.line:
            self.line.close()
        self.line = None


def is_right(whole: bytes, request: Request) -> bool:
    right = whole[9:10] if request.status == b"2xx" else whole[9:12]
    if right not in (request.status, b"2"):
        return False
    if not request.expects:
        return True
    head, _, body = whole.partition(b"\r\n\r\n")
    if b"gzip" in head:
        body = zlib.decompress(body, wbits=31)
    return request.expects in body


async def closed(
    address: str, requests: Iterable[Request], *, clients: int, seconds: float
) -> Outcome:
    """Let so many clients each ask their next thing as soon as they have an answer."""
    outcome, waiting = Outcome(), iter(requests)
    start = time.perf_counter()

    async def one() -> None:
        visitor = Visitor(address)
        for request in waiting:
            await visitor.ask(request, outcome)
            if time.perf_counter() - start > seconds:
                break
        visitor.leave()

    await asyncio.gather(*(one() for _ in range(clients)))
    outcome.seconds = time.perf_counter() - start
    return outcome


async def open_flows(
    address: str, flows: Sequence[Sequence[Request]], *, rate: float
) -> tuple[Outcome, Outcome]:
    """Let flows begin at random moments, so many a second, whether or not earlier ones are done.

    Returns how the steps went, and how the last post of each flow went.
    """
    steps, last = Outcome(), Outcome()

    async def one(flow: Sequence[Request]) -> None:
        visitor = Visitor(address)
        for request in flow[:-1]:
            if not await visitor.ask(request, steps):
                break
        else:
            await visitor.ask(flow[-1], last)
        visitor.leave()

    start = time.perf_counter()
    await arriving([lambda flow=flow: one(flow) for flow in flows], rate=rate)
    steps.seconds = last.seconds = time.perf_counter() - start
    return steps, last


async def arriving(
    works: Sequence[Callable[[], Coroutine[Any, Any, None]]], *, rate: float
) -> None:
    """Start each piece of work at a random moment of its own, so many a second on average."""
    loop = asyncio.get_running_loop()
    chance = secrets.SystemRandom()
    at, begun = loop.time(), []
    for work in works:
        at += chance.expovariate(rate)
        if (left := at - loop.time()) > 0:
            await asyncio.sleep(left)
        begun.append(asyncio.create_task(work()))
    await asyncio.gather(*begun)
