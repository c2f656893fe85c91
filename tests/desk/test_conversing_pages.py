"""Where officer and regisseur write with a reporter. Policy: A03, A05; C12; G, Reporting."""

from uuid import uuid4

import pytest
from django.urls import reverse

from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import Grant
from nietpluis.accounts.roles import Level, Role
from nietpluis.audit.models import Line
from nietpluis.desk.models import Notice, ReporterMessage
from nietpluis.inbox import messages
from tests import make
from tests.desk.signal_pages import page, words
from tests.desk.two_way import ANSWER, answer, deliver, received, write

pytestmark = make.every_store


def post_page(client, report, **typed):
    data = {f"melder-{name}": value for name, value in ({"once": uuid4()} | typed).items()}
    return client.post(reverse("desk:write_reporter", args=[report.signal.pk]), data)


@pytest.fixture
def af(client):
    user = make.user()
    client.force_login(user)
    return user


def test_the_page_shows_apart_what_the_reporter_will_read(client, af):
    report, code = received()
    answer(code)
    deliver()
    html = page(client, report.signal)
    assert "De melder leest dit" in html and "Berichten met de melder" in html
    assert "&lt;b&gt;loods 4" in html and "Engels" in html
    assert html.index("De melder leest dit") < html.index("Interne notities")
    assert "Can you say exactly where it is?" in html
    assert "Schrijf nooit hoe het met de melding staat" in html
    assert "Bericht van de melder" in words(html)
    assert ReporterMessage.objects.get().read_at is not None
    assert not Notice.objects.filter(kind="REPORTER", read_at=None).exists()


def test_a_double_click_is_one_message_and_says_what_comes_next(client, af):
    report, _ = received()
    once = uuid4()
    for _ in range(2):
        response = post_page(client, report, once=once, phrases=["where"], text="Dank.")
        assert response.status_code == 302 and response.url.endswith("#melder")
    assert ReporterMessage.objects.count() == 1
    assert Line.objects.filter(what="signal.wrote_reporter").count() == 1
    html = page(client, report.signal)
    assert "Nog niet gelezen" in html and "Dank." in html


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(client, af):
    report, _ = received()
    response = post_page(client, report, text="")
    assert "Kies een zin, of schrijf zelf iets." in response.content.decode()
    long = "Lang. " * 4_000
    response = post_page(client, report, text=long)
    html = response.content.decode()
    assert "Te lang" in html and long.strip() in html
    assert not ReporterMessage.objects.exists()


def test_read_by_the_reporter_stands_on_the_page(client, af):
    report, code = received()
    write(report)
    deliver()
    messages.read_with(code, now=make.NOW)
    deliver()
    assert "Gelezen op 2 maart 2026, na 10:00 uur" in words(page(client, report.signal))


def test_a_colleague_of_another_municipality_meets_neither_page_nor_words(client):
    report, code = received()
    answer(code)
    deliver()
    client.force_login(make.user(at="gemeente-eindhoven"))
    nothing = post_page(client, type("None", (), {"signal": type("S", (), {"pk": uuid4()})}))
    there = post_page(client, report, text="Hallo")
    assert there.status_code == nothing.status_code == 404
    assert there.content == nothing.content and not ReporterMessage.objects.filter(
        from_reporter=False
    )


def test_a_guest_with_a_grant_sees_the_signal_but_neither_reads_nor_writes_with_the_reporter(
    client,
):
    report, code = received()
    answer(code)
    deliver()
    guest = make.user(at="gemeente-eindhoven")
    Grant.objects.create(
        kind="signal", object_id=report.signal.pk, person=guest, level=Level.CONTENT,
        purpose=Purpose.HANDLE_SIGNAL, ground="PUBLIC_TASK", reason="TEST", starts_at=make.NOW,
    )  # fmt: skip
    client.force_login(guest)
    html = page(client, report.signal)
    assert "loods 4" not in html and "De melder leest dit" not in html
    assert ReporterMessage.objects.get().read_at is None
    post_page(client, report, text="Hallo")
    assert ReporterMessage.objects.count() == 1


def test_the_regisseur_writes_and_reads_on_the_page_of_undermining(client):
    report, code = received(trafficking=False, undermining=("DRUGS",))
    client.force_login(make.user(Role.REGISSEUR))
    answer(code)
    deliver()
    url = reverse("desk:undermining", args=[report.undermining.pk])
    html = client.get(url).content.decode()
    assert "loods 4" in html and "De melder leest dit" in html
    send = reverse("desk:undermining_write_reporter", args=[report.undermining.pk])
    data = {"melder-once": uuid4(), "melder-text": "Dank u."}
    for _ in range(2):
        assert client.post(send, data).status_code == 302
    deliver()
    assert [one.text for one in messages.read_with(code, now=make.NOW)] == [ANSWER, "Dank u."]
    assert "Kies een zin" in client.post(send, {"melder-once": uuid4()}).content.decode()
