"""Answers are made a few at a time: each is quick, and nobody's waits for everybody else's.

A process has many threads, so that who sends slowly holds up nobody. But Python computes one thing
at a time, and the store takes one writer at a time: thirty answers half made are all late, and hold
the store meanwhile. So a request is read whole first, and then waits for its turn. One with files
is read as it comes, piece by piece, and takes no turn. Policy: issue "How well".
"""

import threading
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError

AT_ONCE = 2  # one computes while the other waits for the disk


class Turns:
    """Let only a few requests of a process be answered at the same time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.turn = threading.BoundedSemaphore(AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.content_type == "multipart/form-data":
            return self.get_response(request)
        try:
            len(request.body)  # read now, however slowly it comes
        except (RequestDataTooBig, UnreadablePostError):
            pass  # the page finds out the same, and says so
        with self.turn:
            return self.get_response(request)
