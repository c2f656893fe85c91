import os
import signal
import socket
import sys
import time
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests import running

pytestmark = [pytest.mark.needs("static"), pytest.mark.django_db(databases=[])]


@pytest.fixture(scope="module")
def nietpluis(tmp_path_factory):
    with running.installation(tmp_path_factory.mktemp("run"), demo=False) as started:
        yield started


def test_one_command_starts_both_sites_and_the_desk_sends_a_stranger_to_the_login(nietpluis):
    assert "/inloggen/" in address_of(f"{nietpluis.desk}/")
    assert "/inloggen/" not in address_of(f"{nietpluis.public}/")


@pytest.mark.once
def test_a_second_set_up_keeps_the_keys_and_the_data(nietpluis):
    before = {path: path.read_bytes() for path in (nietpluis.data / "keys").iterdir()}
    done = nietpluis.command("setup")
    assert (done.returncode, done.stdout) == (0, "")
    assert {path: path.read_bytes() for path in (nietpluis.data / "keys").iterdir()} == before


@pytest.mark.once
def test_a_port_that_is_taken_is_named_and_nothing_is_started(tmp_path):
    with running.prepared(tmp_path) as made, socket.socket() as other:
        other.bind(("127.0.0.1", int(made.desk.rsplit(":", 1)[1])))
        other.listen()
        done = made.command("run")
    assert done.returncode == 1
    assert "in use" in done.stdout and made.desk.rsplit(":", 1)[1] in done.stdout


@pytest.mark.once
def test_a_process_that_dies_is_started_again_and_the_public_one_is_told_little(monkeypatch):
    monkeypatch.setenv("NIETPLUIS_ROOT_KEY", "secret")
    monkeypatch.setenv("NIETPLUIS_DESK_DB", "postgresql://desk@/desk")
    monkeypatch.setenv("NIETPLUIS_PUBLIC_DB", "postgresql://owner@/public")
    monkeypatch.setenv("NIETPLUIS_PUBLIC_SITE_DB", "postgresql://site@/public")
    from nietpluis.config import run

    public, desk, worker = run.three()
    told = {key for key in public.environment if key.startswith("NIETPLUIS_")}
    assert not [key for key in told if "DESK" in key or "ROOT" in key or "SITE" in key]
    assert public.environment["NIETPLUIS_PUBLIC_DB"] == "postgresql://site@/public"
    assert desk.environment["NIETPLUIS_PUBLIC_DB"] == "postgresql://owner@/public"

    worker.command = [sys.executable, "-c", "import time; time.sleep(60)"]
    worker.pause = 0.01
    worker.keep()
    first = worker.running
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    worker.keep()
    time.sleep(0.1)
    worker.keep()
    assert worker.running.pid != first.pid and worker.running.poll() is None
    worker.running.terminate()
    worker.stop(time.monotonic() + 5)


@pytest.mark.postgresql_only
def test_the_public_sites_own_role_reads_no_other_store_and_changes_nothing(nietpluis):
    import psycopg

    site = nietpluis.environment["NIETPLUIS_PUBLIC_SITE_DB"]
    role = site.split("//")[1].split("@")[0]
    owner = nietpluis.environment["NIETPLUIS_DESK_DB"].split("//")[1].split("@")[0]
    for store in ("DESK", "KEYS"):
        address = nietpluis.environment[f"NIETPLUIS_{store}_DB"].replace(owner, role, 1)
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(address)
    with psycopg.connect(site) as connection:  # a file is sent, or taken back
        connection.execute('UPDATE inbox_sealedfile SET "of" = NULL WHERE "of" IS NULL')
        connection.execute('DELETE FROM inbox_sealedfile WHERE "of" IS NULL')
    for act in (
        "DELETE FROM inbox_envelope",
        "UPDATE inbox_publication SET municipality = 'x'",
        "UPDATE inbox_sealedfile SET label = ''",
    ):
        with (
            psycopg.connect(site) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(act)


def address_of(url: str) -> str:
    """Where one ends up, whatever the answer is."""
    try:
        with urlopen(url, timeout=20) as page:  # noqa: S310 - our own address
            return page.url
    except HTTPError as refused:
        return refused.url
