from datetime import timedelta

import pytest

from nietpluis.accounts.access import sees
from nietpluis.accounts.models import Grant
from nietpluis.accounts.roles import Level, Permission, Role
from nietpluis.desk import answering, exchanges, reminding, silence, standing
from nietpluis.desk.flow import Form
from nietpluis.desk.models import Exchange, Notice, Referral, Wait
from nietpluis.desk.workflow import NotAllowed, Stale, Status
from nietpluis.partners.models import Region
from nietpluis.partners.settings import WaitKind
from tests import make
from tests.sharing import call, later, officer, open_waits, reader, send

pytestmark = make.every_store
State = Referral.State


def waiting(**more):
    """A call to AVIM that is to be answered in ten days."""
    return call(make.signal(Status.REFERRING), "avim-oost", **more)


def director(code="oost"):
    who = make.user(Role.CHAIN_DIRECTOR, at=f"keten-{code}")
    return make.actor(who, Permission.SILENT_DECIDE)


def said(referral):
    return list(referral.exchange_set.order_by("at").values_list("kind", flat=True))


def fall_silent(referral):
    """Let every reminder pass; returns the moment at which nobody answered."""
    for days in (11, 30, 60):
        reminding.remind_all(later(days))
    referral.refresh_from_db()
    assert referral.state == State.SILENT
    return later(61)


def test_every_state_of_a_referral_can_be_reached_and_only_its_ends_cannot_be_left():
    seen, todo = set(), {State.SENT}
    while todo:
        seen |= todo
        todo = set().union(*(standing.NEXT[state] for state in todo)) - seen
    assert seen == set(State) == set(standing.NEXT)
    ends = {state for state in State if not standing.NEXT[state]}
    assert ends == {State.DECLINED, State.CLOSED_SILENT}


def test_a_partner_is_reminded_once_after_its_date_however_often_the_worker_runs():
    made = waiting()
    assert reminding.remind_all(later(9)) == 0
    assert reminding.remind_all(later(11)) == 1
    assert reminding.remind_all(later(11)) == reminding.remind_all(later(12)) == 0
    made.refresh_from_db()
    assert made.reminders == 1 and said(made) == ["SENT", "REMINDER"]


def test_a_worker_that_was_down_for_weeks_reminds_once_and_does_not_catch_up():
    made = waiting()
    reminding.remind_all(later(90))
    made.refresh_from_db()
    assert (made.reminders, made.state) == (1, State.SENT)


def test_a_worker_that_is_killed_goes_on_with_the_rest(monkeypatch):
    first, second = waiting(), call(make.signal(Status.REFERRING, at="eindhoven"), "avim-oost")
    whole, killed = reminding._remind, []

    def dies_once(referral, **more):
        whole(referral, **more)
        if not killed:
            killed.append(referral.pk)
            raise KeyboardInterrupt

    monkeypatch.setattr(reminding, "_remind", dies_once)
    with pytest.raises(KeyboardInterrupt):
        reminding.remind_all(later(11))
    reminding.remind_all(later(11))
    counts = Referral.objects.filter(pk__in=[first.pk, second.pk]).values_list("reminders")
    assert list(counts) == [(1,), (1,)]


def test_one_referral_that_fails_does_not_stop_the_others(monkeypatch):
    first = waiting()
    second = call(make.signal(Status.REFERRING, at="eindhoven"), "avim-oost")
    whole = reminding._remind

    def fails(referral, **more):
        if referral.pk == first.pk:
            raise ValueError
        return whole(referral, **more)

    monkeypatch.setattr(reminding, "_remind", fails)
    assert reminding.remind_all(later(11)) == 1
    second.refresh_from_db()
    assert second.reminders == 1


def test_a_package_that_nobody_takes_up_is_reminded_of_too():
    inspector = reader("nla", Role.INVESTIGATOR)
    made = send(make.signal(Status.REFERRING, forms={Form.AU}), "nla")
    reminding.remind_all(later(4))
    made.refresh_from_db()
    kinds = Notice.objects.filter(user=inspector.person).values_list("kind", flat=True)
    assert made.reminders == 1 and set(kinds) == {"NEW", "OVERDUE"}


def test_a_partner_with_a_question_is_not_reminded_since_the_move_is_the_municipalitys():
    inspector = reader("nla", Role.INVESTIGATOR)
    made = send(make.signal(Status.REFERRING, forms={Form.AU}), "nla")
    answering.ask(made, text="Welk nummer?", by=inspector, now=later(1))
    assert reminding.remind_all(later(11)) == 0
    assert set(open_waits(made.signal).values()) == {"gemeente-helmond"}

    answering.reply(made, text="Nummer 4.", by=officer(made.signal), now=later(11))
    waits = Wait.objects.filter(about=made.pk, closed_at=None)
    assert {wait.mover.code for wait in waits} == {"nla"}
    assert all(wait.due_at > later(11) for wait in waits)


def test_after_the_set_number_of_reminders_the_chain_director_is_asked():
    asked, made = director(), waiting()
    now = fall_silent(made)
    assert made.reminders == 2
    assert list(sees(asked, Referral, now, Level.SUMMARY)) == [made]
    assert not sees(asked, Referral, now, Level.CONTENT).exists()
    assert Notice.objects.filter(user=asked.person, about=made.pk).exists()
    assert open_waits(made.signal)[WaitKind.PARTNER_FEEDBACK] == "keten-oost"
    assert reminding.remind_all(now) == 0


def test_the_region_sets_the_number_of_reminders():
    make.partner("nla")
    Region.objects.filter(code="oost").update(
        settings={"reminders_before_silent": {"value": 1, "source": "test"}}
    )
    made = waiting()
    reminding.remind_all(later(11))
    reminding.remind_all(later(40))
    made.refresh_from_db()
    assert made.state == State.SILENT


def test_the_chain_director_of_another_region_sees_nothing_of_it():
    director()
    other, made = director("noord"), waiting()
    now = fall_silent(made)
    assert not sees(other, Referral, now, Level.EXISTS).exists()


def test_only_after_the_chain_director_asked_in_vain_may_a_silent_partner_be_let_go():
    asked, made = director(), waiting()
    now = fall_silent(made)
    done = {"because": "Drie keer gebeld.", "by": officer(made.signal)}
    with pytest.raises(NotAllowed, match="ketenregisseur"):
        silence.end(made, **done, now=now)

    silence.stays_silent(made, text="Geen antwoord.", by=asked, now=now)
    with pytest.raises(NotAllowed, match="waarom"):
        silence.end(made, **done | {"because": " "}, now=now)
    ended = silence.end(made, **done, now=now)
    assert ended.state == State.CLOSED_SILENT and said(ended)[-1] == Exchange.Kind.ENDED
    assert open_waits(ended.signal).keys() == {WaitKind.REFER}


def test_a_partner_that_was_never_silent_cannot_be_let_go():
    made = waiting()
    with pytest.raises(NotAllowed, match="na alle herinneringen"):
        silence.end(made, because="Te druk.", by=officer(made.signal), now=later(1))


def test_a_region_without_a_chain_director_lets_the_officer_decide_after_the_same_reminders():
    made = waiting()
    now = fall_silent(made)
    assert silence.why_not_yet(made, now=now) == ""
    silence.end(made, because="Niemand te bereiken.", by=officer(made.signal), now=now)


def test_a_silent_partner_that_promises_an_answer_is_waited_for_until_then():
    asked, made = director(), waiting()
    now = fall_silent(made)
    promised = now + timedelta(days=7)
    made = silence.will_answer(made, by_when=promised, text="", by=asked, now=now)
    assert made.state == State.SENT and not sees(asked, Referral, now + timedelta(hours=1)).exists()
    assert reminding.remind_all(promised) == 0
    reminding.remind_all(promised + timedelta(hours=1))
    made.refresh_from_db()
    assert made.state == State.SILENT  # at once: it was reminded often enough


def test_a_promise_lies_in_the_future():
    asked, made = director(), waiting()
    now = fall_silent(made)
    with pytest.raises(NotAllowed, match="nog komt"):
        silence.will_answer(made, by_when=now, text="", by=asked, now=now)


def test_an_answer_ends_the_silence_and_the_chain_directors_sight():
    asked, made = director(), waiting()
    now = fall_silent(made)
    heard = {"by": officer(made.signal), "now": now, "on_behalf": True}
    made = answering.give_feedback(made, text="Er kan niets worden verteld.", **heard)
    assert (made.state, made.reminders, made.silent_at) == (State.ANSWERED, 0, None)
    assert not sees(asked, Referral, now + timedelta(hours=1)).exists()
    with pytest.raises(Stale):
        silence.stays_silent(made, text="", by=asked, now=now)


def test_the_officer_reminds_a_partner_at_once_but_not_twice_in_a_row():
    made = waiting()
    by = officer(made.signal)
    reminding.remind(made, by=by, now=later(1))
    with pytest.raises(NotAllowed, match="net al"):
        reminding.remind(made, by=by, now=later(1))
    made.refresh_from_db()
    assert made.reminders == 0  # before the date it is a courtesy
    answering.decline(made, because="Nee.", by=by, now=later(2), on_behalf=True)
    with pytest.raises(NotAllowed, match="niet aan zet"):
        reminding.remind(made, by=by, now=later(3))


def test_a_reminder_to_a_partner_elsewhere_goes_to_its_address_without_content():
    from nietpluis.partners.models import Contact

    made = waiting()
    Contact.objects.create(
        organisation=made.to, email="post@avim.example", source="test", label="GENERAL", order=1
    )
    reminding.remind_all(later(11))
    assert Exchange.objects.get(mail_due=True).kind == Exchange.Kind.REMINDER
    assert exchanges.address_at(made.to) == "post@avim.example"


def test_the_grant_of_the_chain_director_is_for_keeping_things_moving_only():
    director()
    made = waiting()
    fall_silent(made)
    grant = Grant.objects.get(object_id=made.pk)
    assert (grant.purpose, grant.level) == ("KEEP_MOVING", "SUMMARY")
