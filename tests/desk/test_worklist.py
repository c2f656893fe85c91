from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nietpluis.accounts.access import acting
from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import Grant
from nietpluis.accounts.roles import Level, Permission, Role
from nietpluis.core.answers import Answer
from nietpluis.desk import places, waiting, worklist
from nietpluis.desk.flow import Form
from nietpluis.desk.models import Rank, Signal
from nietpluis.desk.workflow import Status
from nietpluis.desk.worklist import BY_URGENCY, LAST_CLOSED, Filters
from nietpluis.partners.settings import WaitKind
from nietpluis.vault import keys
from tests import make

pytestmark = make.every_store
DAY = timedelta(days=1)


@pytest.fixture
def officer():
    return make.user()


def listing(officer):
    return acting(officer, Permission.SIGNAL_LIST, now=make.NOW)


def page(officer, *, start=None, now=make.NOW, **filters):
    return worklist.page(listing(officer), Filters(**filters), now=now, start=start)


def shown(officer, **filters):
    return [entry.signal for entry in page(officer, **filters).entries]


def due(signal, at):
    """Let a signal wait until a moment, or for nothing at all."""
    waiting.close_waits(signal, now=make.NOW)
    if at:
        waiting.open_wait(signal, WaitKind.ENRICH, now=make.NOW, due_at=at)
    signal.save(update_fields=["due_at", "waits_on"])
    return signal


def many(number, at="helmond"):
    """Signals in bulk, as far as a list looks at them."""
    first = make.signal(at=at)
    rows = []
    for count in range(number - 1):
        report = make.report(at=at, reporter=first.report.reporter)
        rows.append(due(report.signal, make.NOW + timedelta(minutes=count)))
    return [first, *rows]


def close(signal, at):
    Signal.objects.filter(pk=signal.pk).update(
        status=Status.CLOSED, is_open=False, told_at=at, closed_at=at
    )
    return signal


def test_danger_comes_first_then_minors_then_what_must_be_done_soonest(officer):
    later, soon = due(make.signal(), make.NOW + 3 * DAY), due(make.signal(), make.NOW + DAY)
    minor = due(make.signal(minor=Answer.YES), make.NOW + 9 * DAY)
    acute = due(make.signal(acute=Answer.YES), make.NOW + 99 * DAY)
    assert shown(officer) == [acute, minor, soon, later]


def test_what_waits_for_nothing_comes_last_in_either_database(officer):
    never = due(make.signal(), None)
    soon = due(make.signal(), make.NOW + DAY)
    assert shown(officer) == [soon, never]
    assert Signal.objects.get(pk=never.pk).due_at is None


def test_a_row_says_what_it_is_about_where_it_stands_who_moves_and_by_when(officer):
    signal = make.signal(Status.REFERRING, by=make.actor(officer), forms=frozenset({Form.AU}))
    [entry] = page(officer).entries
    assert entry.signal == signal and entry.summary == make.STORY
    assert entry.forms == [Form.AU.label] and entry.mover == officer.name
    assert entry.wait.kind == WaitKind.REFER and entry.wait.due_at == entry.signal.due_at


def test_the_mover_is_the_partner_when_a_partner_is_to_move(officer):
    signal = make.signal()
    waiting.close_waits(signal, now=make.NOW)
    avim = make.partner("avim-oost")
    waiting.open_wait(signal, WaitKind.ADVICE, now=make.NOW, mover=avim)
    assert page(officer).entries[0].mover == avim.name


def test_a_signal_that_nobody_took_up_says_so(officer):
    make.signal()
    assert page(officer).entries[0].mover == "Nog niemand"


def test_an_erased_signal_still_has_a_row_and_says_so(officer):
    keys.erase(make.signal().report_id)
    assert page(officer).entries[0].summary == "De inhoud is gewist."


def test_the_list_holds_what_one_sees_and_nothing_else(officer):
    mine, other = make.signal(), make.signal(at="eindhoven")
    shared = make.signal(at="dronten")
    Grant.objects.create(
        kind="signal",
        object_id=shared.pk,
        person=officer,
        level=Level.CONTENT,
        purpose=Purpose.HANDLE_SIGNAL,
        ground="PUBLIC_TASK",
        starts_at=make.NOW - DAY,
    )
    assert set(shown(officer)) == {mine, shared}
    assert other not in shown(officer)


def test_what_one_sees_in_two_ways_stands_in_the_list_once(officer):
    signal = make.signal()
    make.appoint(officer, Role.FOCAL_OFFICER, at="gemeente-eindhoven")
    Grant.objects.create(
        kind="signal",
        object_id=signal.pk,
        holder=make.partner("gemeente-eindhoven"),
        level=Level.CONTENT,
        purpose=Purpose.HANDLE_SIGNAL,
        ground="PUBLIC_TASK",
        starts_at=make.NOW - DAY,
    )
    assert shown(officer) == [signal]
    assert worklist.count(listing(officer), Filters(), now=make.NOW) == 1


def test_each_filter_keeps_what_it_says(officer):
    new = make.signal()
    mine = make.signal(Status.ENRICHING, by=make.actor(officer))
    both = make.signal(Status.REFERRING, forms=frozenset({Form.SU, Form.CU}))
    assert shown(officer, status=Status.ENRICHING) == [mine]
    assert set(shown(officer, form=Form.SU)) == set(shown(officer, form=Form.CU)) == {both}
    assert shown(officer, form=Form.OV) == []
    assert shown(officer, whose="mij") == [mine]
    assert shown(officer, whose="niemand") == [new]
    assert shown(officer, municipality=make.place("eindhoven")) == []
    assert set(shown(officer, municipality=make.place())) == {new, mine, both}


def test_dates_count_whole_dutch_days_the_last_one_included(officer):
    signal = make.signal(now=make.NOW.replace(hour=23, minute=30))  # half past midnight, 3 March
    assert shown(officer, since=date(2026, 3, 3), until=date(2026, 3, 3)) == [signal]
    assert shown(officer, until=date(2026, 3, 2)) == []
    assert shown(officer, since=date(2026, 3, 4)) == []


def test_every_combination_of_forms_is_found_by_each_of_its_forms():
    for form in Form:
        assert len(set(worklist.combinations_with(form))) == 8
    assert "AU CU OV SU" in worklist.combinations_with(Form.OV)


def test_late_is_what_should_have_been_done_also_when_it_is_closed_with_a_date_to_look_again(
    officer,
):
    late, soon = due(make.signal(), make.NOW - DAY), due(make.signal(), make.NOW + DAY)
    embargo = close(due(make.signal(acute=Answer.YES), make.NOW - DAY), make.NOW - 9 * DAY)
    assert shown(officer, overdue=True) == [embargo, late]
    assert soon not in shown(officer, overdue=True) and embargo not in shown(officer)
    assert shown(officer, overdue=True, status=Status.CLOSED) == [embargo]


def test_closed_signals_stand_by_when_they_were_closed_the_last_one_first(officer):
    make.signal()
    older, newer = (close(make.signal(), make.NOW - days * DAY) for days in (3, 1))
    assert shown(officer, status=Status.CLOSED) == [newer, older]


def walk(officer, **filters):
    """Every page forward, and from the last one back again."""
    forward, start, at = [], None, None
    while True:
        at = page(officer, start=start, **filters)
        forward.append([entry.signal for entry in at.entries])
        if not at.after:
            break
        start = at.after
    back = []
    while at.before:
        at = page(officer, start=at.before, **filters)
        back.append([entry.signal for entry in at.entries])
    return forward, back


@pytest.mark.parametrize("closed", [False, True])
def test_pages_forward_and_back_show_every_signal_once(officer, monkeypatch, closed):
    monkeypatch.setattr(worklist, "PER_PAGE", 4)
    rows = many(11)
    filters = {"status": Status.CLOSED} if closed else {}
    if closed:
        for number, row in enumerate(rows):
            close(row, make.NOW + timedelta(minutes=number // 3))  # some at the same moment
    forward, back = walk(officer, **filters)
    assert [len(rows) for rows in forward] == [4, 4, 3]
    assert {row for rows in forward for row in rows} == set(rows)
    assert back == forward[-2::-1]


def test_a_signal_that_comes_in_between_two_pages_moves_nothing(officer, monkeypatch):
    monkeypatch.setattr(worklist, "PER_PAGE", 4)
    many(9)
    first = page(officer)
    due(make.signal(acute=Answer.YES), make.NOW)
    second = page(officer, start=first.after)
    seen = [entry.signal.pk for entry in [*first.entries, *second.entries]]
    assert len(seen) == len(set(seen)) == 8


def test_a_page_costs_the_same_queries_with_three_signals_as_with_sixty(officer, client):
    client.force_login(officer)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/signalen/").status_code == 200
        return len(captured)

    many(3)
    few = queries()
    many(57)
    assert queries() == few


def test_a_count_stops_at_a_hundred_and_one(officer, monkeypatch):
    monkeypatch.setattr(worklist, "MOST_COUNTED", 3)
    many(6)
    assert worklist.count(listing(officer), Filters(), now=make.NOW) == 4


@pytest.mark.parametrize(
    "text", ["", "n", "x", "ni2_t2026_u1", "ni1_i2_i3", "n" + "9" * 400, "ntx_u0", "n_", "ni1"]
)
def test_a_place_that_is_none_is_the_beginning(text):
    assert places.read(text, BY_URGENCY) is places.read(text, LAST_CLOSED) is None


def test_a_place_is_written_in_an_address_and_read_back(officer):
    signal = Signal.objects.get(pk=make.signal().pk)
    place = places.Place((Rank.ACUTE.value, signal.by_when, signal.pk))
    assert places.read(str(place), BY_URGENCY) == place
    assert places.read(str(place.going_back()), BY_URGENCY) == place.going_back()
    assert places.read(str(place), LAST_CLOSED) is None
