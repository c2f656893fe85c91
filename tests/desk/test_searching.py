import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nietpluis.accounts.access import acting
from nietpluis.accounts.roles import Permission
from nietpluis.audit.models import Line
from nietpluis.desk.models import Channel
from nietpluis.desk.searching import reference_in, search
from nietpluis.vault import codes
from tests import make

pytestmark = make.every_store
TELEPHONE = "06 23456789"
STORY = f"Hij belt steeds met {TELEPHONE}, rijdt in 12-ABC-3 en woont op 5701 AB 12."


@pytest.fixture
def officer():
    return make.user()


def found(officer, text):
    searcher = acting(officer, Permission.SIGNAL_SEARCH, now=make.NOW)
    return [entry.signal for entry in search(searcher, text, now=make.NOW)]


@pytest.mark.parametrize(
    "text", ["0623456789", "+31 6 2345 6789", "12abc3", "12-ABC-3", "5701AB12", "5701 ab, 12"]
)
def test_whatever_identifies_is_found_however_it_is_written(officer, text):
    signal = make.report(story=STORY).signal
    assert found(officer, text) == [signal]


def test_a_reference_is_found_in_any_case_and_without_its_dash(officer):
    signal = make.signal()
    written = signal.reference.lower().replace("-", " ")
    assert found(officer, written) == found(officer, f" {signal.reference} ") == [signal]


def test_who_calls_with_their_receipt_code_is_helped_with_their_own_report(officer):
    code = codes.new()
    mine = make.report(channel=Channel.PUBLIC, once=code.envelope).signal
    make.report(channel=Channel.PUBLIC, once=codes.new().envelope)
    assert (
        found(officer, code.words("nl"))
        == found(officer, f" {code.digits.replace(' ', '-')}")
        == [mine]
    )
    assert found(officer, codes.new().digits) == found(officer, code.digits[:-1]) == []


def test_a_receipt_code_of_another_municipality_finds_nothing(officer):
    code = codes.new()
    make.report(channel=Channel.PUBLIC, once=code.envelope, at="eindhoven")
    assert found(officer, code.words("nl")) == []


def test_who_reported_is_not_found_by_their_own_contact(officer):
    make.report(contact="Bel mij op 06 87654321")
    assert found(officer, "0687654321") == []


def test_a_search_ends_where_sight_ends(officer):
    other = make.report(story=STORY, at="eindhoven").signal
    assert found(officer, TELEPHONE) == found(officer, other.reference) == []


def test_a_granted_signal_of_another_region_is_found(officer):
    from tests.accounts.test_access import grant

    shared = make.report(story=STORY, at="dronten").signal
    grant(shared, person=officer)
    assert found(officer, TELEPHONE) == [shared]


def test_one_signal_is_found_once_also_if_everything_in_it_matches(officer):
    signal = make.report(story=STORY).signal
    assert found(officer, f"{TELEPHONE} en 12-ABC-3") == [signal]


def test_a_closed_signal_is_found_after_the_open_ones(officer):
    closed, fresh = (make.report(story=STORY).signal for _ in range(2))
    moment = make.NOW + timedelta(days=1)
    type(closed).objects.filter(pk=closed.pk).update(
        status="CLOSED", is_open=False, told_at=moment, closed_at=moment
    )
    assert found(officer, TELEPHONE) == [fresh, closed]


def test_a_word_is_no_reference():
    assert reference_in("k7qm-3dxw") == "K7QM-3DXW"
    assert reference_in("kerkstraat") == reference_in("K7QM") == reference_in("") == ""


def test_what_was_searched_is_never_in_an_address_nor_in_the_log(officer, client):
    make.report(story=STORY)
    client.force_login(officer)
    before = Line.objects.count()
    answer = client.post("/zoeken/", {"q": TELEPHONE})
    assert "Gevonden" in answer.content.decode() and TELEPHONE in answer.content.decode()
    line = Line.objects.get(number=before + 1) if Line.objects.count() > before else None
    assert line and line.what == "page.signal.search"
    assert Line.objects.count() == before + 1
    written = {str(value) for value in line.__dict__.values()}
    assert not any("2345" in value and "-" not in value for value in written)
    assert client.get(f"/zoeken/?q={TELEPHONE}").content.decode().count(TELEPHONE) == 0


def test_a_match_outside_ones_sight_gives_the_same_bytes_and_queries_as_no_match(officer, client):
    make.report(story=STORY, at="eindhoven")
    client.force_login(officer)

    def asked(text):
        with CaptureQueriesContext(connection) as captured:
            answer = client.post("/zoeken/", {"q": text}).content.decode()
        token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
        return len(captured), token.sub("", answer.replace(text, ""))

    asked("0600000000")
    assert asked("0623456789") == asked("0600000000")


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 201])
def test_an_empty_or_endless_search_asks_for_something_to_search(officer, client, text):
    client.force_login(officer)
    answer = client.post("/zoeken/", {"q": text})
    assert answer.status_code == 200 and "Kijk nog even" in answer.content.decode()


@pytest.mark.parametrize("text", ["🚐", "'; DROP TABLE", "%", "\u202e12-ABC-3", "а" * 200])
def test_odd_text_finds_nothing_and_breaks_nothing(officer, client, text):
    client.force_login(officer)
    assert client.post("/zoeken/", {"q": text}).status_code == 200
