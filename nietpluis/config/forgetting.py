"""The public process forgets: what it was told is gone from its memory shortly after its answer.

Whoever takes over the process later, or gets a copy of its memory, finds no earlier report.
Four things together do that; none alone does (docs/adr/0024).
1. Memory that is freed is written over at once, by the allocator itself (ENVIRONMENT).
2. Objects that point at each other, as a request and its answer do, are freed right after it.
3. A worker that handled something typed is replaced at a quiet moment, soon after.
4. Memory is never written to a disk: no core dump, no swap where the system allows that.
Not protected: what arrives while somebody else is in control; what the kernel or a proxy in front
still holds. Policy: A01, A08; issue "Sealed on arrival".
"""

import ctypes
import gc
import logging
import os
import random
import resource
import signal
import sys
import threading
import time

# Python hands every object to the C library; that keeps nothing aside for the same thread
# (tcache, fast bins) and writes over each block when it is freed.
ENVIRONMENT = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0:glibc.malloc.mxfast=0",
    "MALLOC_ARENA_MAX": "2",
}
SWEEP_AFTER = 0.1  # seconds: one sweep for answers that were given at the same time
QUIET = (25.0, 35.0)  # seconds without anything typed after which a worker is replaced
MOST_WRITTEN = 5_000  # requests with something typed; after those, at the first free moment
_PR_SET_DUMPABLE = 4
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4
_CAP_IPC_LOCK = 14

log = logging.getLogger("nietpluis.forgetting")


def prepare() -> None:
    """Start this program anew, in the same process, if memory is not written over when freed."""
    if any(os.environ.get(name) != value for name, value in ENVIRONMENT.items()):
        environment = os.environ | ENVIRONMENT
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606 - ourselves


def settle() -> None:
    """Set apart, once, all that was loaded before the first request: no sweep looks at it again."""
    gc.collect()
    gc.freeze()


def keep_off_disk() -> None:
    """Leave no core dump, also of what is started from here, and let nobody of our user look in."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _library().prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0):
        log.warning("whoever runs as the same user can look into this process")


def may_lock() -> bool:
    """Say whether all memory may be locked: under a limit, a later need for memory would fail.

    Where it may not be, the log says so; then swap has to be off.
    """
    with open("/proc/self/status", encoding="ascii") as status:
        rights = next((line for line in status if line.startswith("CapEff:")), "CapEff: 0")
    free = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY
    if not (free or int(rights.split()[1], 16) >> _CAP_IPC_LOCK & 1):
        log.warning("memory cannot be kept out of the swap: raise LimitMEMLOCK or switch swap off")
        return False
    return True


def lock() -> None:
    """Keep all memory of this process out of the swap, what it will use later too."""
    if _library().mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT):
        log.warning("memory was not kept out of the swap")


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


class Forgetting(threading.Thread):
    """Sweeps up after each request with something typed, and replaces the worker in time.

    A worker is never replaced while it answers, so a long upload is not cut off.
    """

    def __init__(self) -> None:
        super().__init__(name="forgetting", daemon=True)
        self._lock = threading.Lock()
        self._typed = threading.Event()
        self._under_way = self._written = 0
        self._last = time.monotonic()
        self._quiet = random.uniform(*QUIET)  # noqa: S311 - so that not all are replaced at once

    def begins(self) -> None:
        """A request begins."""
        with self._lock:
            self._under_way += 1

    def ended(self, *, typed: bool) -> None:
        """A request was answered; `typed` if it brought anything that somebody wrote."""
        with self._lock:
            self._under_way -= 1
            if typed:
                self._written += 1
                self._last = time.monotonic()
        if typed:
            self._typed.set()

    def run(self) -> None:
        while not self._is_spent():
            if self._typed.wait(timeout=1.0):
                self._typed.clear()
                time.sleep(SWEEP_AFTER)
                gc.collect()
        os.kill(os.getpid(), signal.SIGTERM)  # gunicorn: finish what is there, then be replaced

    def _is_spent(self) -> bool:
        with self._lock:
            quiet = time.monotonic() - self._last > self._quiet
            spent = self._written >= MOST_WRITTEN or (self._written > 0 and quiet)
            return spent and not self._under_way
