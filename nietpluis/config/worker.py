"""The third process: does on time what nobody asks for. It runs on the desk's side.

Each job is a function that takes the moment it runs at. A job may be killed half-way or run twice,
so each must be safe to repeat; what one job raises never stops another.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import close_old_connections
from django.utils import timezone

log = logging.getLogger("nietpluis.worker")


@dataclass(frozen=True)
class Job:
    """One piece of work, how often it runs in seconds, and the function that does it.

    `apart`: it may take minutes, so it has a thread of its own and holds up no clock.
    """

    name: str
    every: float
    do: Callable[[datetime], object]
    apart: bool = False


def jobs() -> list[Job]:
    """Everything the worker does. Imported here, because the rooms load after the settings."""
    from nietpluis.desk import (
        collecting,
        delivering,
        mail,
        notices,
        opening_files,
        publishing,
        receiving_files,
        recognising,
        reminding,
        sweeping,
    )
    from nietpluis.inbox import budget

    return [
        Job("publish", 300, publishing.publish_all),
        Job("collect", 5, collecting.collect_all),
        Job("deliver", 5, delivering.deliver),
        Job("fetch files", 5, receiving_files.receive_all),
        Job("clear files", 3600, receiving_files.clear),
        Job("open files", 5, opening_files.open_all, apart=True),
        Job("clear", 24 * 3600, collecting.clear_emptied),
        Job("clear tickets", 3600, budget.clear_spent),
        Job("forget likeness", 24 * 3600, recognising.forget),
        Job("mailbox", 60, mail.read_mailbox),
        Job("sweep", 60, sweeping.sweep),
        Job("remind", 300, reminding.remind_all),
        Job("notices", 60, notices.mail_unsent),
    ]


def main(*, once: bool = False) -> None:
    """Run every job when it is due until SIGTERM or SIGINT; or, with `once`, each a single time."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    todo = jobs()
    if once:
        return work(todo, stop=stop, once=True)
    slow = [
        threading.Thread(target=work, args=([job],), kwargs={"stop": stop}, daemon=True)
        for job in todo
        if job.apart
    ]
    for thread in slow:
        thread.start()
    work([job for job in todo if not job.apart], stop=stop)


def work(todo: list[Job], *, stop: threading.Event, once: bool = False) -> None:
    """Go round the jobs. What was missed while the worker was down is done once, not caught up."""
    due = {job.name: 0.0 for job in todo}
    while not stop.is_set():
        for job in todo:
            if stop.is_set() or time.monotonic() < due[job.name]:
                continue
            attempt(job)
            due[job.name] = time.monotonic() + job.every
        if once:
            return
        soonest = min(due.values(), default=time.monotonic() + 60)
        stop.wait(max(0.0, soonest - time.monotonic()))


def attempt(job: Job) -> bool:
    """Do one job now; False if it failed. The log tells which and how, never what it was about."""
    try:
        close_old_connections()
        job.do(timezone.now())
    except Exception as error:
        log.error("job %s failed: %s", job.name, type(error).__name__)
        return False
    finally:
        close_old_connections()
    return True
