"""The public site through its front door: what Visitor needs of a client, over real HTTP.

visitor = Visitor(Front(nietpluis.public), "/helmond/melden/")
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status_code: int
    content: bytes
    headers: Mapping[str, str]


class Front:
    """One visitor's connection; each request on one of its own, as behind a proxy."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "", parts.port or 80

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, data: Mapping[str, Any]) -> Answer:
        return self._ask("POST", path, urlencode(data, doseq=True).encode())

    def post_file(self, path: str, data: Mapping[str, str], field: str, content: bytes) -> Answer:
        """Post a form with one film in it, the fields first, as a browser does."""
        start = "".join(
            f'--mark\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in data.items()
        )
        start += (
            f'--mark\r\nContent-Disposition: form-data; name="{field}"; filename="film.mp4"\r\n'
        )
        body = f"{start}Content-Type: video/mp4\r\n\r\n".encode() + content + b"\r\n--mark--\r\n"
        return self._ask("POST", path, body, "multipart/form-data; boundary=mark")

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = FORM) -> Answer:
        connection = HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, path, body, {"Content-Type": kind} if body else {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), dict(answer.headers))
        finally:
            connection.close()
