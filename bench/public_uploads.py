"""Send ten files of 50 MB at once, and see how much memory the public process takes meanwhile."""

import asyncio
import os

from nietpluis.vault import codes
from nietpluis.website.uploading import FIELD

from . import public_client as client
from .public_client import BOUNDARY, Outcome, Request
from .public_site import FORM, Measured, measured, proportional_memory
from .timing import Figure

FILES, MEGABYTE = 10, 1024**2
SIZE = 50 * MEGABYTE
HEAD = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
PIECE = 256 * 1024


def measure() -> list[Figure]:
    with measured() as site:
        pids = site.made.processes("gunicorn_public")
        before = proportional_memory(pids)
        most, outcome = asyncio.run(_uploads(site))
    how = "gunicorn with 2 workers, all its processes, shared memory once (Pss), looked at 10x a s"
    name = "public: ten uploads of 50 MB at once"
    return [
        Figure(f"{name}, memory at rest", round(before, 1), "MB", "", 1, how),
        Figure(f"{name}, most memory", round(most, 1), "MB", "< 200", FILES, how),
        Figure(f"{name}, errors", len(outcome.errors), "errors", "0", FILES, how),
    ]


async def _uploads(site: Measured) -> tuple[float, Outcome]:
    outcome, most = Outcome(), 0.0
    tasks = [asyncio.create_task(_send(site, outcome)) for _ in range(FILES)]
    while not all(task.done() for task in tasks):
        most = max(most, proportional_memory(site.made.processes("gunicorn_public")))
        await asyncio.sleep(0.1)
    await asyncio.gather(*tasks)
    return most, outcome


async def _send(site: Measured, outcome: Outcome) -> None:
    """Post one file with the step that asks for it, and read the page that follows."""
    code = codes.new()
    body = next(body for _, body in site.steps if "step=what" in body)
    own = client.filled(body, code=code.digits, **site.paid(code))
    fields = client.parts(own)
    fields += (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{FIELD}"; filename="a.mp4"\r\n'
    )
    start = (fields + "Content-Type: video/mp4\r\n\r\n").encode() + HEAD
    end = f"\r\n--{BOUNDARY}--\r\n".encode()
    length = len(start) + SIZE - len(HEAD) + len(end)
    head = (
        f"POST {FORM} HTTP/1.1\r\n{client.HEADERS}Connection: close\r\n"
        f"{client.MULTIPART}Content-Length: {length}\r\n\r\n"
    )
    visitor = client.Visitor(site.address)
    reader, writer = await asyncio.open_connection(visitor.host, visitor.port)
    writer.write(head.encode() + start)
    left = SIZE - len(HEAD)
    while left:
        piece = os.urandom(min(PIECE, left))
        writer.write(piece)
        left -= len(piece)
        await writer.drain()
    writer.write(end)
    await writer.drain()
    whole = await reader.read()
    writer.close()
    if client.is_right(whole, Request(b"", b"a.mp4")):
        outcome.took.append(0.0)
    else:
        outcome.errors.append(whole[9:12].decode())
