"""Several at the same moment, each in a transaction of its own: nothing twice, nothing lost.

Through the pages, as people do it; on SQLite in real files, on PostgreSQL in real sessions. That
two sweeps, two decisions and many audit lines at once end well is tested beside those parts too.
Policy: A14, A19, A22; C12; bad input: a form sent twice, two officers deciding at once.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from nietpluis.accounts.models import User
from nietpluis.accounts.roles import Role
from nietpluis.audit import log
from nietpluis.audit.models import Chain, Line
from nietpluis.desk import collecting, sweeping
from nietpluis.desk.flow import Form
from nietpluis.desk.models import (
    Decision,
    Exchange,
    Note,
    Notice,
    Referral,
    Report,
    Signal,
    Unopened,
    Wait,
)
from nietpluis.desk.workflow import Status
from nietpluis.inbox.models import Envelope
from nietpluis.vault.models import DataKey, OrganisationKey
from tests import make, sharing
from tests.desk import envelopes

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do these at the same moment, each on connections of its own; the results, or what failed."""
    ready = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        try:
            ready.wait(timeout=20)
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def client(user: User) -> Client:
    logged_in = Client()
    logged_in.force_login(user)
    return logged_in


def posting(user: User, path: str, data: dict[str, Any]) -> Callable[[], Any]:
    at = client(user)
    return lambda: at.post(path, data)


def test_two_officers_who_decide_at_once_make_one_decision_and_the_other_keeps_their_words() -> (
    None
):
    signal = make.signal(Status.ENRICHING)
    path = f"/signalen/{signal.pk}/beoordelen/"
    officers = [make.user() for _ in range(2)]
    answers = at_once(
        *(
            posting(
                officer,
                path,
                {"seen": signal.version, "once": uuid4(), "outcome": outcome, "because": because},
            )
            for officer, outcome, because in zip(
                officers, ("CLEAR", "VAGUE"), ("Zeker weten.", "Te weinig."), strict=True
            )
        )
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    decision = Decision.objects.get(signal=signal, status=Status.ENRICHING)
    late = next(answer for answer in answers if answer.status_code == 409)
    kept = "Te weinig." if decision.outcome == "CLEAR" else "Zeker weten."
    assert kept in late.content.decode() and "Iemand anders" in late.content.decode()
    assert log.verify(signal.organisation_id) is None


def test_one_form_of_an_official_that_is_sent_twice_at_once_is_one_report() -> None:
    official = make.user(Role.OFFICIAL, function="BOA")
    form = {"once": str(uuid4()), "story": make.STORY}
    answers = at_once(*(posting(official, "/doorgeven/", form) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Report.objects.count() == Signal.objects.count() == Wait.objects.count() == 1
    assert DataKey.objects.filter(subject=Report.objects.get().pk).count() == 1


def test_one_envelope_that_two_workers_collect_at_once_is_one_report() -> None:
    envelope = envelopes.post()
    at_once(*(lambda: collecting.collect_all(make.NOW) for _ in range(3)))
    collecting.collect_all(make.NOW)  # whoever came second may have left it to the next round
    assert Report.objects.get().once == envelope.pk
    assert bytes(Envelope.objects.get().sealed) == b""
    assert not Unopened.objects.exists() and Signal.objects.count() == 1
    assert log.verify(Report.objects.get().organisation_id) is None


def test_many_envelopes_and_several_workers_lose_none_and_double_none() -> None:
    sent = {envelopes.post().pk for _ in range(8)}
    at_once(*(lambda: collecting.collect_all(make.NOW) for _ in range(4)))
    collecting.collect_all(make.NOW)
    assert sorted(Report.objects.values_list("once", flat=True)) == sorted(sent)
    assert not Envelope.objects.exclude(sealed=b"").exists() and not Unopened.objects.exists()


def test_the_first_two_reports_of_a_municipality_that_has_no_key_yet_both_arrive() -> None:
    officials = [make.user(Role.OFFICIAL, function="BOA") for _ in range(2)]
    OrganisationKey.objects.all().delete()
    forms = [{"once": str(uuid4()), "story": make.STORY} for _ in range(2)]
    answers = at_once(
        *(posting(who, "/doorgeven/", form) for who, form in zip(officials, forms, strict=True))
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Report.objects.count() == 2
    versions = OrganisationKey.objects.values_list("organisation", "version")
    assert list(versions) == [(make.partner("gemeente-helmond").pk, 1)]


def test_two_colleagues_of_a_partner_who_take_up_a_package_at_once_take_it_up_once() -> None:
    inspectors = [sharing.reader("nla", Role.INVESTIGATOR).person for _ in range(2)]
    made = sharing.send(make.signal(Status.REFERRING, forms={Form.AU}), "nla")
    path = f"/ontvangen/{made.package.pk}/oppakken/"
    answers = at_once(
        *(posting(who, path, {"seen": "SENT", "once": uuid4()}) for who in inspectors)
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert Exchange.objects.filter(referral=made, kind=Exchange.Kind.ACCEPT).count() == 1
    assert Referral.objects.get(pk=made.pk).state == Referral.State.ACCEPTED


def test_a_package_that_is_declined_and_taken_up_at_once_is_one_of_both() -> None:
    inspectors = [sharing.reader("nla", Role.INVESTIGATOR).person for _ in range(2)]
    made = sharing.send(make.signal(Status.REFERRING, forms={Form.AU}), "nla")
    path = f"/ontvangen/{made.package.pk}"
    answers = at_once(
        posting(inspectors[0], f"{path}/oppakken/", {"seen": "SENT", "once": uuid4()}),
        posting(
            inspectors[1],
            f"{path}/niet-voor-ons/",
            {"seen": "SENT", "once": uuid4(), "text": "Niet voor ons."},
        ),
    )
    state = Referral.objects.get(pk=made.pk).state
    assert state in ("ACCEPTED", "DECLINED")
    first, second = sorted(answer.status_code for answer in answers)
    # whoever asked a moment before it was declined still sees that a colleague was first
    assert first == 302 and (second == 409 or (second == 404 and state == "DECLINED"))
    assert Exchange.objects.filter(referral=made, kind__in=["ACCEPT", "DECLINE"]).count() == 1


def test_eight_who_write_notes_at_once_lose_no_word_and_keep_the_chain_whole() -> None:
    signal = make.signal(Status.ENRICHING)
    officers = [make.user() for _ in range(8)]
    before = Line.objects.count()
    answers = at_once(
        *(
            posting(
                officer,
                f"/signalen/{signal.pk}/notitie/",
                {
                    "notitie-seen": signal.version,
                    "notitie-once": uuid4(),
                    "notitie-text": f"Notitie {number}.",
                },
            )
            for number, officer in enumerate(officers)
        )
    )
    assert [answer.status_code for answer in answers] == [302] * 8
    assert Note.objects.filter(signal=signal).count() == 8
    assert Line.objects.count() == before + 8
    for chain in Chain.objects.all():
        assert log.verify(chain.organisation) is None
        numbers = Line.objects.filter(organisation=chain.organisation).values_list("number")
        assert [number for (number,) in numbers] == list(range(1, chain.number + 1))


def test_who_reads_while_others_write_fails_at_nothing() -> None:
    signal = make.signal(Status.ENRICHING)
    officers = [make.user() for _ in range(6)]

    def read(who: User) -> Callable[[], Any]:
        at = client(who)
        return lambda: [at.get(path).status_code for path in ("/", "/signalen/", path_of(signal))]

    def write(who: User, number: int) -> Callable[[], Any]:
        form = {"notitie-seen": 1, "notitie-once": uuid4(), "notitie-text": f"Notitie {number}."}
        return posting(who, f"{path_of(signal)}notitie/", form)

    acts = [read(who) for who in officers[:3]]
    acts += [write(who, number) for number, who in enumerate(officers[3:])]
    answers = at_once(*acts)
    assert answers[:3] == [[200, 200, 200]] * 3
    assert [answer.status_code for answer in answers[3:]] == [302] * 3
    assert log.verify(signal.organisation_id) is None


def path_of(signal: Signal) -> str:
    return f"/signalen/{signal.pk}/"


def test_four_sweeps_at_once_while_an_officer_works_mark_each_overdue_thing_once() -> None:
    officer = make.user()
    signals = [make.report().signal for _ in range(5)]
    late = timezone.now() + timedelta(days=400)
    swept = at_once(
        *(lambda: sweeping.sweep(late) for _ in range(4)),
        posting(
            officer,
            f"{path_of(signals[0])}oppakken/",
            {"seen": signals[0].version, "once": uuid4()},
        ),
    )
    assert swept[4].status_code in (302, 409)
    assert sum(one.failed for one in swept[:4]) == 0
    marked = Line.objects.filter(what="wait.overdue").values_list("about", flat=True)
    assert sorted(marked) == sorted(set(marked)) and {one.pk for one in signals[1:]} <= set(marked)
    told = Notice.objects.filter(user=officer, kind=Notice.Kind.OVERDUE).values_list("about")
    assert len(told) == len(set(told))
    assert log.verify(signals[0].organisation_id) is None
