"""Reports that look alike are grouped, never dropped; the officer says what they are.

Policy: issue "Abuse without blocking a shelter"; A15, A17, A20; G, hours first.
"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nietpluis.accounts.access import acting
from nietpluis.accounts.models import Grant
from nietpluis.accounts.roles import Level, Permission
from nietpluis.core.answers import Answer
from nietpluis.desk import feedback, grouping, triage, worklist
from nietpluis.desk.flow import Onward, Outcome
from nietpluis.desk.models import Channel, Feedback, Likeness, ReporterKind, Signal
from nietpluis.desk.workflow import NotAllowed, Status
from nietpluis.desk.worklist import Filters
from tests import make

pytestmark = make.every_store
DAY = timedelta(days=1)
SPAM = "Koop nu goedkope horloges op onze website, alleen vandaag met korting voor iedereen"
REAL = (
    "Bij mij in de straat slapen zes mannen boven het restaurant. Zij werken elke dag tot diep in"
    " de nacht, en hun paspoorten liggen bij de baas."
)
RETOLD = REAL.replace("zes mannen", "zeven mannen")


@pytest.fixture
def officer():
    return make.user()


def arrive(story=SPAM, **more):
    """A resident's report from the public page."""
    return make.report(story=story, channel=Channel.PUBLIC, **more).signal


def deciding(officer):
    return {"by": make.actor(officer), "now": make.NOW}


def rows(officer, **filters):
    actor = acting(officer, Permission.SIGNAL_LIST, now=make.NOW)
    return worklist.page(actor, Filters(**filters), now=make.NOW).entries


def shown(officer, **filters):
    return [entry.signal for entry in rows(officer, **filters)]


def test_a_group_is_one_row_that_says_how_many_and_leads_to_all(officer, client):
    first = arrive()
    others = [arrive() for _ in range(11)]
    [row] = rows(officer)
    assert (row.signal, row.alike) == (first, 12)
    client.force_login(officer)
    page = client.get("/signalen/").content.decode()
    assert "12 meldingen die op elkaar lijken" in page
    assert f"/signalen/{first.pk}/lijkt-op/" in page
    group = client.get(f"/signalen/{first.pk}/lijkt-op/").content.decode()
    assert all(one.reference in group for one in others)


def test_a_flood_does_not_bury_the_one_real_report(officer):
    for number in range(150):
        arrive(f"{SPAM} {number}")
    real = arrive(REAL)
    for number in range(150):
        arrive(f"{SPAM} {number} klik hier")
    assert Signal.objects.count() == 301
    listed = rows(officer)
    assert real in [row.signal for row in listed] and len(listed) == 2
    assert sum(row.alike or 1 for row in listed) == 301
    assert worklist.count(
        acting(officer, Permission.SIGNAL_LIST, now=make.NOW), Filters(), now=make.NOW
    ) == len(listed)


def test_a_flood_that_cries_danger_stands_on_top_once_and_the_real_one_follows(officer):
    for _ in range(20):
        arrive(acute=Answer.YES)
    real = arrive(REAL, acute=Answer.YES)
    assert {row.signal for row in rows(officer)} >= {real} and len(rows(officer)) == 2


def test_danger_or_a_minor_in_a_group_keeps_a_place_of_its_own_at_the_top(officer):
    first, _, minor, acute = (
        arrive(),
        arrive(),
        arrive(minor=Answer.YES),
        arrive(acute=Answer.YES),
    )
    assert shown(officer)[0] == acute and shown(officer)[-1] == first
    assert minor not in shown(officer)  # more urgent is above it, in the same group
    Signal.objects.filter(pk=acute.pk).update(is_open=False, status=Status.CLOSED, told_at=make.NOW)
    assert shown(officer) == [minor, first]


def test_danger_that_becomes_known_later_surfaces_as_well(officer):
    arrive()
    folded = arrive()
    triage.name_forms(
        folded, forms=set(), acute=Answer.YES, minor=Answer.UNKNOWN, **deciding(officer)
    )
    assert shown(officer)[0] == folded


def test_what_somebody_took_up_keeps_its_row(officer):
    arrive()
    second, third = arrive(), arrive()
    triage.take_up(second, **deciding(officer))
    assert second in shown(officer) and third not in shown(officer)


def test_when_the_first_is_closed_the_next_stands_for_the_others(officer):
    first, second, third = arrive(), arrive(), arrive()
    Signal.objects.filter(pk=first.pk).update(is_open=False, status=Status.CLOSED, told_at=make.NOW)
    [row] = rows(officer)
    assert row.signal in (second, third) and row.signal != first


def test_not_the_same_stands_apart_and_stays_so(officer):
    first, other = arrive(), arrive()
    grouping.set_apart(other, **deciding(officer))
    assert set(shown(officer)) == {first, other}
    assert list(grouping.members(first, by=make.actor(officer), now=make.NOW)) == []
    grouping.join(other, **deciding(officer))
    assert shown(officer) == [first]


def test_the_same_report_is_handled_with_the_first_and_waits_for_its_own_ending(officer):
    first, second = arrive(), arrive()
    joined = grouping.join(second, **deciding(officer))
    assert (joined.likeness, joined.owner, joined.is_open) == (Likeness.SAME, officer, True)
    assert joined.waits_on == "TELL_REPORTER" and shown(officer) == [first]
    assert grouping.join(second, **deciding(officer)).version == joined.version


def test_the_machine_joins_and_closes_nothing(officer):
    arrive()
    for _ in range(3):
        arrive()
    assert {one.likeness for one in Signal.objects.all()} == {"", Likeness.LOOKS}
    assert not Signal.objects.filter(is_open=False).exists()


def closed(signal, officer):
    done = deciding(officer)
    signal.refresh_from_db()
    triage.take_up(signal, **done)
    triage.decide(
        signal,
        outcome=Outcome.NO_TRAFFICKING,
        onward=Onward.NOTHING_NEEDED,
        because="Reclame.",
        **done,
    )
    signal.refresh_from_db()
    [reason, *_] = feedback.reasons_for(signal.report, now=make.NOW)
    return feedback.close_untold(signal, reason=reason, **done)


def test_each_joined_report_gets_its_own_ending_where_due_and_none_is_deleted(officer):
    first = arrive()
    residents = [arrive() for _ in range(3)]
    professional = arrive(reporter_kind=ReporterKind.PROFESSIONAL, contact="gp@example.nl")
    assert grouping.join_all(first, **deciding(officer)) == 4
    with pytest.raises(NotAllowed, match="Sluit eerst"):
        grouping.close_joined(first, because="Reclame.", **deciding(officer))
    first = closed(first, officer)
    assert grouping.close_joined(first, because="Reclame.", **deciding(officer)) == (3, 1)
    assert not Signal.objects.filter(pk__in=[one.pk for one in residents], is_open=True).exists()
    professional.refresh_from_db()
    assert professional.status == Status.FEEDBACK and shown(officer) == [professional]
    feedback.tell(professional, kind=Feedback.Kind.FINAL, text="Bekeken.", **deciding(officer))
    assert Signal.objects.count() == 5
    assert grouping.close_joined(first, because="Reclame.", **deciding(officer)) == (0, 0)


def test_joining_all_leaves_out_what_is_more_urgent_or_taken_up(officer):
    first, plain, acute, mine = arrive(), arrive(), arrive(acute=Answer.YES), arrive()
    triage.take_up(mine, **deciding(officer))
    assert grouping.join_all(first, **deciding(officer)) == 1
    assert Signal.objects.get(likeness=Likeness.SAME) == plain
    assert acute in shown(officer)


def test_one_that_was_granted_alone_is_never_folded_under_what_one_cannot_see(officer):
    arrive(at="dronten")
    lent = arrive(at="dronten")
    Grant.objects.create(
        kind="signal",
        object_id=lent.pk,
        person=officer,
        level=Level.CONTENT,
        purpose="HANDLE_SIGNAL",
        ground="PUBLIC_TASK",
        starts_at=make.NOW - DAY,
    )
    [row] = rows(officer)
    assert (row.signal, row.alike) == (lent, 0)
    assert list(grouping.members(lent, by=make.actor(officer), now=make.NOW)) == []


def test_the_page_of_a_signal_says_what_it_looks_like_and_asks_the_officer(officer, client):
    first, second = arrive(), arrive()
    client.force_login(officer)
    page = client.get(f"/signalen/{second.pk}/").content.decode()
    assert "Lijkt op" in page and first.reference in page and "Jij beslist" in page
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    typed = {"seen": second.version, "once": once}
    answer = client.post(f"/signalen/{second.pk}/lijkt-op/anders/", typed, follow=True)
    assert "Dit is iets anders" in answer.content.decode()
    second.refresh_from_db()
    assert second.likeness == Likeness.OTHER
    stale = client.post(f"/signalen/{second.pk}/lijkt-op/zelfde/", typed)
    assert stale.status_code == 409 and "intussen" in stale.content.decode()
    assert client.post(f"/signalen/{second.pk}/lijkt-op/zelfde/", {}).status_code == 200
    assert Signal.objects.get(pk=second.pk).likeness == Likeness.OTHER


def test_a_flood_is_joined_and_ended_with_a_few_presses(officer, client):
    first = arrive()
    for _ in range(9):
        arrive()
    client.force_login(officer)
    joined = client.post(f"/signalen/{first.pk}/lijkt-op/alle/", follow=True).content.decode()
    assert "9 meldingen zijn hierbij gevoegd" in joined
    closed(first, officer)
    page = client.get(f"/signalen/{first.pk}/").content.decode()
    assert "9 zelfde meldingen afhandelen" in page
    address = f"/signalen/{first.pk}/lijkt-op/sluiten/"
    form = client.get(address).content.decode()
    once = re.search(r'name="once" value="([^"]+)"', form)[1]
    first.refresh_from_db()
    typed = {"seen": first.version, "once": once, "because": "Reclame."}
    assert (
        "9 meldingen zijn afgesloten" in client.post(address, typed, follow=True).content.decode()
    )
    assert not Signal.objects.filter(is_open=True).exists() and Signal.objects.count() == 10


def test_the_list_costs_the_same_queries_with_a_small_group_as_with_a_large_one(officer, client):
    client.force_login(officer)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/signalen/").status_code == 200
        return len(captured)

    arrive(), arrive(), arrive(REAL)
    few = queries()
    for _ in range(20):
        arrive(), arrive(RETOLD)
    assert queries() == few
