"""A real clamd of our own, that knows one virus: EICAR's test file. Nothing is downloaded.

with scanner.running() as socket:
    settings.CLAMD = str(socket)
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# In two halves, so that this file is no virus itself
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CONFIGURATION = """
LocalSocket {folder}/clamd
DatabaseDirectory {folder}/signatures
LogFile {folder}/log
Foreground yes
StreamMaxLength 100M
MaxThreads 2
"""


@contextmanager
def running() -> Iterator[Path]:
    """Start it, wait until it listens, give the path of its socket, and stop it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="clamd-"))  # a short path: a socket's name is limited
    (folder / "signatures").mkdir()
    signature = f"Own.Test.Eicar:0:*:{EICAR.hex()}\n"
    (folder / "signatures" / "own.ndb").write_text(signature)
    (folder / "conf").write_text(CONFIGURATION.format(folder=folder))
    program = shutil.which("clamd") or "/usr/sbin/clamd"
    with open(folder / "said", "w") as said:
        process = subprocess.Popen([program, "-c", str(folder / "conf")], stdout=said, stderr=said)
    try:
        for _ in range(300):
            assert process.poll() is None, (folder / "said").read_text()
            if (folder / "clamd").exists():
                break
            time.sleep(0.1)
        yield folder / "clamd"
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)
