"""A private Dovecot on a loopback port, with one mailbox, for as long as a test needs it.

with mailserver.running() as server:
    server.put(raw)
    server.inside("INBOX")
"""

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import free_port

USER, PASSWORD = "meldpunt@helmond.example", "geheim / &"
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
mail_location = maildir:{folder}/mail
disable_plaintext_auth = no
auth_mechanisms = plain login
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {secure_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Server:
    """Where it listens, and what lies in its mailbox."""

    folder: Path
    port: int
    secure_port: int

    def box(self, *, secure: bool = False, **changes: Any) -> dict[str, Any]:
        """The mailbox as config.base.mailbox gives it."""
        return {
            "secure": secure,
            "host": "127.0.0.1",
            "port": self.secure_port if secure else self.port,
            "user": USER,
            "password": PASSWORD,
            "folder": "INBOX",
            "municipality": "",
            "trusts": "",
        } | changes

    def put(self, raw: bytes, folder: str = "INBOX", *, arrived_at: float | None = None) -> None:
        """Deliver a message."""
        with self._open() as mailbox:
            when = imaplib.Time2Internaldate(arrived_at) if arrived_at else None
            answer, _ = mailbox.append(f'"{folder}"', None, when, raw)
            assert answer == "OK"

    def inside(self, folder: str = "INBOX") -> int:
        """How many messages lie in a folder; one that is not there holds none."""
        with self._open() as mailbox:
            answer, found = mailbox.select(f'"{folder}"', readonly=True)
            return int(found[0]) if answer == "OK" else 0

    def empty(self, folder: str = "INBOX") -> None:
        """Throw away what lies in a folder."""
        with self._open() as mailbox:
            answer, found = mailbox.select(f'"{folder}"')
            if answer == "OK" and found != [b"0"]:
                mailbox.store("1:*", "+FLAGS", r"(\Deleted)")
                mailbox.expunge()

    @contextmanager
    def _open(self) -> Iterator[imaplib.IMAP4]:
        mailbox = imaplib.IMAP4("127.0.0.1", self.port)
        mailbox.login(USER, PASSWORD)
        try:
            yield mailbox
        finally:
            mailbox.logout()


@contextmanager
def running() -> Iterator[Server]:
    """Start it, wait until it answers, and stop it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="nietpluis-mail-"))
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program
    server = Server(folder, free_port(), free_port())
    _write(server)
    process = subprocess.Popen([program, "-F", "-c", str(folder / "conf")])
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _write(server: Server) -> None:
    folder = server.folder
    user = "nobody" if os.geteuid() == 0 else getpass.getuser()  # Dovecot keeps no mail of root
    known = pwd.getpwnam(user)
    conf = CONFIGURATION.format(
        folder=folder,
        user=user,
        group=grp.getgrgid(known.pw_gid).gr_name,
        port=server.port,
        secure_port=server.secure_port,
    )
    (folder / "conf").write_text(conf)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    (folder / "mail").mkdir()
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost".split()
    names = ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    files = ["-keyout", folder / "key.pem", "-out", folder / "certificate.pem"]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    if os.geteuid() == 0:
        shutil.chown(folder / "mail", user)
        shutil.chown(folder / "users", user)
        folder.chmod(0o755)


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        assert process.poll() is None, (server.folder / "log").read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError((server.folder / "log").read_text())
