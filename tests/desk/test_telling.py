from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from nietpluis.accounts.models import Appointment
from nietpluis.accounts.roles import Permission
from nietpluis.audit.models import Line
from nietpluis.desk import feedback, triage
from nietpluis.desk.flow import Onward, Outcome
from nietpluis.desk.handling import key_of
from nietpluis.desk.models import (
    Channel,
    Feedback,
    NobodyToTell,
    Notice,
    ReporterKind,
    Signal,
    Undermining,
    Wait,
)
from nietpluis.desk.workflow import NotAllowed, Stale, Status
from nietpluis.partners.settings import WaitKind
from nietpluis.vault import fields
from tests import make
from tests.sharing import call, later, officer, open_waits

pytestmark = make.every_store
Kind, Nobody = Feedback.Kind, NobodyToTell


def at_the_end(**more):
    return make.signal(Status.FEEDBACK, **more)


def tell(signal, kind=Kind.FINAL, text="Opgepakt.", *, now=make.NOW, **more):
    by = officer(signal, Permission.SIGNAL_TELL)
    return feedback.tell(signal, kind=kind, text=text, by=by, now=now, **more)


def close(signal, reason, *, now=make.NOW, **more):
    by = officer(signal, Permission.SIGNAL_TELL)
    return feedback.close_untold(signal, reason=reason, by=by, now=now, **more)


def resident(**more):
    return at_the_end(channel=Channel.PUBLIC, **more)


def test_a_signal_is_never_closed_without_feedback():
    signal = at_the_end()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.filter(pk=signal.pk).update(status=Status.CLOSED, is_open=False)

    closed = tell(signal)
    assert closed.status == Status.CLOSED and closed.told_at == closed.closed_at == make.NOW
    assert open_waits(closed) == {} and closed.due_at is None


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.FEEDBACK, Status.CLOSED}))
def test_a_signal_is_not_closed_early(status):
    signal = make.signal(status)
    with pytest.raises(NotAllowed, match="pas als het tijd is"):
        tell(signal)
    with pytest.raises(NotAllowed, match="pas als het tijd is"):
        close(signal, Nobody.EMBARGO, look_again_on=later().date())


def test_a_message_on_the_way_closes_nothing():
    signal = make.signal(Status.ENRICHING)
    tell(signal, Kind.INTERIM, "We zijn ermee bezig.")
    signal.refresh_from_db()
    assert signal.is_open and signal.told_at is None
    told = Feedback.objects.get(report=signal.report)
    assert fields.read(told, "text", key=key_of(signal)) == "We zijn ermee bezig."


def test_that_nothing_can_be_told_is_feedback_too():
    assert tell(at_the_end(), Kind.CANNOT_TELL, "Dit kunnen we niet vertellen.").is_open is False


def test_feedback_says_something():
    with pytest.raises(NotAllowed, match="wat je de melder vertelt"):
        tell(at_the_end(), text="  ")


def test_the_reporter_is_told_that_there_is_something_and_not_what():
    signal = at_the_end()
    tell(signal)
    notice = Notice.objects.get(user=signal.report.reporter, kind=Notice.Kind.FEEDBACK)
    assert notice.about == signal.report_id


def test_feedback_sent_twice_is_one_message():
    signal, once = at_the_end(), uuid4()
    tell(signal, once=once)
    tell(signal, once=once)
    assert Feedback.objects.count() == 1


def test_whoever_tells_from_an_old_page_is_told_first():
    signal = at_the_end()
    with pytest.raises(Stale):
        tell(signal, seen=signal.version - 1)
    assert not Feedback.objects.exists()


def test_a_resident_gets_the_receipt_and_never_how_it_went_on():
    signal = resident(contact="06 1234 5678")
    with pytest.raises(NotAllowed, match="ontvangstbewijs"):
        tell(signal)
    assert close(signal, Nobody.RESIDENT).nobody_to_tell == Nobody.RESIDENT


@pytest.mark.parametrize(
    ("more", "true"),
    [
        ({}, set()),
        ({"channel": Channel.PUBLIC}, {Nobody.RESIDENT, Nobody.ANONYMOUS}),
        ({"channel": Channel.PUBLIC, "contact": "06 1234 5678"}, {Nobody.RESIDENT}),
        ({"channel": Channel.MMA}, {Nobody.MMA}),
        (
            {"channel": Channel.TELEPHONE, "reporter_kind": ReporterKind.PROFESSIONAL},
            {Nobody.ANONYMOUS, Nobody.LEFT},
        ),
        (
            {
                "channel": Channel.EMAIL,
                "reporter_kind": ReporterKind.UNKNOWN,
                "reply_to": "x@voorbeeld.nl",
            },
            set(),
        ),
    ],
)
def test_only_a_reason_that_is_true_for_the_report_closes_it(more, true):
    signal = at_the_end(**more)
    assert set(feedback.reasons_for(signal.report, now=make.NOW)) == true | {Nobody.EMBARGO}
    for reason in set(Nobody) - true - {Nobody.EMBARGO}:
        with pytest.raises(NotAllowed, match="klopt niet"):
            close(signal, reason)


def test_a_colleague_who_left_cannot_be_told():
    signal = at_the_end()
    with pytest.raises(NotAllowed, match="klopt niet"):
        close(signal, Nobody.LEFT)
    Appointment.objects.filter(user=signal.report.reporter).update(ends_at=make.NOW)
    assert close(signal, Nobody.LEFT).status == Status.CLOSED


def test_a_professional_without_an_account_is_told_by_hand_and_that_is_kept():
    signal = at_the_end(
        channel=Channel.TELEPHONE,
        reporter_kind=ReporterKind.PROFESSIONAL,
        contact="06 1234 5678",
    )
    assert not feedback.has_account(signal.report, now=make.NOW)
    assert tell(signal).told_at and not Notice.objects.filter(kind="FEEDBACK").exists()


@pytest.mark.parametrize("day", [None, make.NOW.date(), later(-1).date()])
def test_an_embargo_has_a_date_that_still_comes(day):
    with pytest.raises(NotAllowed, match="dag in de toekomst"):
        close(at_the_end(), Nobody.EMBARGO, look_again_on=day)


def test_an_embargo_comes_back_on_its_day_although_the_signal_is_closed():
    signal = close(at_the_end(), Nobody.EMBARGO, look_again_on=later(30).date())
    wait = Wait.objects.get(signal=signal, closed_at=None)
    assert (wait.kind, wait.due_at) == (
        WaitKind.TELL_REPORTER,
        datetime(2026, 4, 1, 7, 0, tzinfo=UTC),  # nine o'clock, summer time
    )
    signal.refresh_from_db()
    assert signal.status == Status.CLOSED and signal.due_at == wait.due_at


def test_after_an_embargo_the_reporter_is_told_and_nothing_waits_any_more():
    signal = close(at_the_end(), Nobody.EMBARGO, look_again_on=later(30).date())
    told = tell(signal, now=later(31))
    assert (told.nobody_to_tell, told.look_again_on, told.told_at) == ("", None, later(31))
    assert open_waits(told) == {} and told.status == Status.CLOSED


def test_an_embargo_can_be_prolonged():
    signal = close(at_the_end(), Nobody.EMBARGO, look_again_on=later(30).date())
    longer = close(signal, Nobody.EMBARGO, look_again_on=later(60).date(), now=later(30))
    wait = Wait.objects.get(signal=signal, closed_at=None)
    assert longer.look_again_on == later(60).date() and wait.due_at > later(59)


def test_what_a_partner_asked_to_keep_silent_is_minded_before_telling():
    signal = make.signal(Status.REFERRING)
    call(signal, "avim-oost", embargo="Niets over het pand.", embargo_until=later(30).date())
    with pytest.raises(NotAllowed, match="vroeg om stilte"):
        tell(signal, Kind.INTERIM)
    tell(signal, Kind.INTERIM, heeds=True)
    tell(signal, Kind.INTERIM, now=later(40))  # the silence is over


def test_whoever_closes_while_a_partner_still_has_to_answer_says_why():
    signal = make.signal(Status.REFERRING)
    call(signal, "avim-oost")
    done = {"by": make.actor(), "now": make.NOW, "because": "Toch niet."}
    triage.decide(signal, outcome=Outcome.UNKNOWN, **done)
    triage.decide(signal, outcome=Outcome.NO_TRAFFICKING, onward=Onward.NOTHING_NEEDED, **done)
    with pytest.raises(NotAllowed, match="Nog niet gehoord: AVIM"):
        tell(signal)
    assert open_waits(tell(signal, because="AVIM weet dat het niets was.")) == {}


def test_the_twin_at_the_regisseur_goes_its_own_way():
    signal = at_the_end(undermining=["DRUGS"])
    tell(signal)
    assert Undermining.objects.get(report=signal.report).is_open


def test_closing_is_logged_as_what_it_is():
    told, untold = tell(at_the_end()), close(resident(), Nobody.RESIDENT)
    for signal in (told, untold):
        assert Line.objects.filter(about=signal.pk, what="signal.told").count() == 1


def test_a_signal_walks_the_whole_chain_from_a_report_to_feedback():
    signal = make.signal(Status.CLOSED)
    assert signal.told_at and not signal.referral_set.exclude(state="ANSWERED").exists()
    assert make.signal(Status.WITH_PARTNERS).referral_set.count() == 2


def test_a_reporter_whose_appointment_ended_gets_no_notice():
    signal = at_the_end()
    reporter = signal.report.reporter
    Appointment.objects.filter(user=reporter).update(ends_at=make.NOW)
    tell(signal, now=make.NOW + timedelta(hours=1))
    assert not Notice.objects.filter(user=reporter).exists()
