"""What the tests of the signal page share: an officer who is logged in, and signals at any stop."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from nietpluis.desk import feedback
from nietpluis.desk.flow import Form
from nietpluis.desk.models import Signal
from nietpluis.desk.workflow import Status
from tests import make, sharing

ODD = "\x00\x07hé 🙂 \u202eאבג مرحبا \u200b <script>alert(1)</script>\r\nregel twee"
PAGES = {"signal", "depart", "name_forms", "sightings", "add_fact", "ask_advice", "note_advice"}
POSTED = {"take_up", "decide", "write_note", "reopen"}


@pytest.fixture
def officer(client):
    user = make.user()
    client.force_login(user)
    return user


def at(status):
    """A signal at any stop, closed and with the partners as well."""
    if status == Status.WITH_PARTNERS:
        signal = make.signal(Status.REFERRING, forms=frozenset({Form.AU}))
        for code in ("nla", "zoco-oost"):
            sharing.call(signal, code)
        return Signal.objects.get(pk=signal.pk)
    if status == Status.CLOSED:
        signal = make.signal(Status.FEEDBACK)
        return feedback.tell(signal, kind="FINAL", text="Dank.", by=make.actor(), now=make.NOW)
    return make.signal(status)


def url(name, signal, *more):
    return reverse(f"desk:{name}", args=[signal.pk, *more])


def page(client, signal):
    answer = client.get(url("signal", signal))
    assert answer.status_code == 200
    return answer.content.decode()


def typed(signal, **more):
    return {"seen": signal.version, "once": uuid4()} | more


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
