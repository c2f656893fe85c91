"""What a log may say: ids, places in the code and kinds of error; never content or addresses."""

import logging
import traceback
from types import TracebackType


class Discreet(logging.Formatter):
    """Write one line, and of an exception only its class and where it was raised.

    The message of an exception may quote what somebody wrote, so it is left out (house rule 9).
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        places = [
            f"  {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(trace)
        ]
        return "\n".join([*places, kind.__name__ if kind else ""])
