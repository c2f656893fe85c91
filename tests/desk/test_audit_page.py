from datetime import timedelta

import pytest

from nietpluis.accounts.roles import Permission, Role
from nietpluis.audit import log
from nietpluis.audit.models import Line
from nietpluis.desk import accounting
from tests import make

pytestmark = make.every_store
DAY = timedelta(days=1)


@pytest.fixture
def officer(client):
    user = make.user(Role.PRIVACY_OFFICER)
    client.force_login(user)
    return user


def page(client, query=""):
    answer = client.get(f"/logboek/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_log_says_who_did_what_in_words_and_never_what_a_signal_says(client, officer):
    signal = make.report().signal
    text = page(client)
    assert "Melding ontvangen" in text and str(signal.report_id) in text
    assert make.STORY not in text and signal.reference not in text


def test_one_reads_the_log_of_ones_own_organisation_alone(client, officer):
    elsewhere = make.report(at="eindhoven")
    assert str(elsewhere.pk) not in page(client)
    assert str(elsewhere.pk) not in page(client, "?organisatie=gemeente-eindhoven")
    assert "Geen regels" in page(client, f"?over={elsewhere.pk}")


def test_the_log_is_narrowed_by_subject_by_person_and_by_date(client, officer):
    one, other = make.report(), make.report(now=make.NOW + 3 * DAY)
    reporter = one.reporter
    assert str(other.pk) not in page(client, f"?over={one.pk}")
    assert str(other.pk) not in page(client, f"?wie={reporter.pk}")
    assert str(one.pk) not in page(client, "?vanaf=2026-03-04")
    assert str(other.pk) not in page(client, "?tot=2026-03-04")


@pytest.mark.parametrize(
    "query", ["?over=x", "?wie=%00", "?vanaf=ooit", "?plek=n1", "?plek=ni9_i9"]
)
def test_a_filter_that_is_no_id_or_date_is_left_out(client, officer, query):
    report = make.report()
    assert str(report.pk) in page(client, query)


def test_pages_go_back_and_forth_without_skipping_a_line(officer, monkeypatch):
    monkeypatch.setattr(accounting, "PER_PAGE", 3)
    reports = [make.report() for _ in range(4)]
    at = reports[0].organisation_id
    for asked in (
        accounting.Asked(at),
        accounting.Asked(at, by=reports[0].reporter_id),
        accounting.Asked(at, about=reports[0].pk),
    ):
        rows, start, shown = [], None, None
        while shown is None or shown.after:
            shown = accounting.page(asked, start=start)
            rows += [entry.line.number for entry in shown.entries]
            start = shown.after
        expected = Line.objects.filter(organisation=at)
        if asked.by:
            expected = expected.filter(by=asked.by)
        if asked.about:
            expected = expected.filter(about=asked.about)
        assert rows == list(expected.order_by("-number").values_list("number", flat=True))
        if shown.before:
            assert accounting.page(asked, start=shown.before).entries


def test_a_whole_chain_is_proved_and_a_broken_one_names_its_first_line(client, officer):
    make.report(), make.report()
    assert "De keten is heel" in page(client, "?controle=1")
    Line.objects.filter(organisation=make.partner("gemeente-helmond").pk, number=2).update(
        what="page.home"
    )
    assert "verbroken bij regel 2" in page(client, "?controle=1")


def test_looking_at_the_log_is_itself_in_the_log(client, officer):
    page(client)
    line = Line.objects.get(what="page.audit.read")
    assert line.by == officer.pk and line.organisation == make.partner("gemeente-helmond").pk


def test_every_page_of_the_desk_has_words_in_the_log():
    assert set(accounting.PAGES) == set(Permission)
    assert accounting.words("iets.nieuws") == "iets.nieuws"
    assert accounting.words("signal.taken_up") == "oordeel: opgepakt"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PRIVACY_OFFICER])
def test_nobody_else_reads_the_log(client, role):
    client.force_login(make.user(role))
    assert client.get("/logboek/").status_code == 403
    assert Line.objects.filter(what="page.None").exists() is False
    assert log.verify(make.partner("gemeente-helmond").pk) is None
