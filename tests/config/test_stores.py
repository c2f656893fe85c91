import pytest
from django.core.exceptions import ImproperlyConfigured

from nietpluis.config import base, keys
from nietpluis.config.routers import Stores, Unreachable
from nietpluis.inbox.models import Envelope
from nietpluis.vault.models import DataKey


def test_each_room_lives_in_its_own_store():
    assert Stores().db_for_write(Envelope) == "public"
    assert Stores().db_for_write(DataKey) == "keys"
    assert [Stores().allow_migrate(db, "vault") for db in ("default", "keys", "public")] == [
        False,
        True,
        False,
    ]


def test_a_room_that_is_not_listed_has_no_store(settings):
    settings.STORES = {}
    with pytest.raises(Unreachable):
        Stores().db_for_read(Envelope)


def test_a_store_is_a_postgresql_database_when_its_address_says_so(monkeypatch):
    address = "postgresql://desk:p%40ss@db.internal:5433/signals?sslmode=require"
    monkeypatch.setenv("NIETPLUIS_DESK_DB", address)
    store = base.store("desk")
    found = [store[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")]
    assert found == ["signals", "desk", "p@ss", "db.internal", "5433", {"sslmode": "require"}]


def test_an_address_of_another_kind_is_refused(monkeypatch):
    monkeypatch.setenv("NIETPLUIS_DESK_DB", "mysql://desk@localhost/desk")
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        base.store("desk")


def test_the_mailbox_is_read_from_one_address():
    assert base.mailbox(None) is None
    box = base.mailbox("imaps://meldpunt%40helmond:p%2Fw@mail.internal/Meldingen")
    assert box == {
        "secure": True,
        "host": "mail.internal",
        "port": 993,
        "user": "meldpunt@helmond",
        "password": "p/w",
        "folder": "Meldingen",
        "municipality": "",
        "trusts": "",
    }
    more = base.mailbox("imap://u:p@localhost/?municipality=helmond&trusts=mx.helmond.example")
    assert (more["folder"], more["municipality"]) == ("INBOX", "helmond")
    assert more["trusts"] == "mx.helmond.example"


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path):
    folder = tmp_path / "keys"
    assert keys.make(folder) == ["public", "desk", "root"]
    first = {path.name: path.read_text() for path in folder.iterdir()}
    assert keys.make(folder) == []
    assert {path.name: path.read_text() for path in folder.iterdir()} == first
    assert len(set(first.values())) == 3
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_secret_that_is_not_there_is_never_made_up(monkeypatch, tmp_path):
    monkeypatch.delenv("NIETPLUIS_ROOT_KEY", raising=False)
    monkeypatch.setattr(base, "KEYS", tmp_path)
    with pytest.raises(ImproperlyConfigured, match="nietpluis setup"):
        base.secret("root")
