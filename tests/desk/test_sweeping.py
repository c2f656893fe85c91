from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from nietpluis.accounts.models import Absence, Appointment
from nietpluis.accounts.roles import Role
from nietpluis.audit import log
from nietpluis.audit.models import Line
from nietpluis.core.answers import Answer
from nietpluis.desk import sweeping, triage, waiting
from nietpluis.desk.models import Notice, Signal, Wait
from nietpluis.desk.sweeping import OVERDUE, TO_DEPUTY, TO_MANAGER, sweep
from nietpluis.desk.workflow import Status
from nietpluis.partners.settings import WaitKind
from tests import make

pytestmark = make.every_store
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A signal of Monday 2 March is due on Tuesday at five; the deputy a working day later, the manager
# two (the product's proposal; Dutch time is an hour ahead of UTC in March).
DUE = datetime(2026, 3, 3, 16, tzinfo=UTC)
LATE = DUE + HOUR
DEPUTY_AT = datetime(2026, 3, 4, 16, tzinfo=UTC)
MANAGER_AT = datetime(2026, 3, 5, 16, tzinfo=UTC)


class Desk:
    """Helmond, with everybody the clock may turn to."""

    def __init__(self):
        self.officer, self.deputy = make.user(), make.user(deputy=True)
        self.manager = make.user(Role.MANAGER)
        self.colleague_elsewhere = make.user(at="gemeente-eindhoven")

    def told(self):
        kinds = Notice.objects.filter(kind=Notice.Kind.OVERDUE)
        return sorted(kinds.values_list("user__name", flat=True))

    def names(self, *people):
        return sorted(person.name for person in people)


@pytest.fixture
def desk():
    return Desk()


def new(**report):
    return make.report(**report).signal


def wait_of(signal):
    return Wait.objects.get(signal=signal, closed_at=None)


def lines(what):
    return Line.objects.filter(what=what)


def test_nothing_is_late_before_its_time(desk):
    wait = wait_of(new())
    assert wait.due_at == DUE
    assert not any(sweep(DUE - timedelta(seconds=1)).marked.values())
    assert desk.told() == []


def test_overdue_surfaces_to_the_focal_officer_then_the_deputy_then_the_manager(desk):
    signal = new()
    assert sweep(LATE).marked == {OVERDUE: 1, TO_DEPUTY: 0, TO_MANAGER: 0}
    assert desk.told() == desk.names(desk.officer)
    assert sweep(DEPUTY_AT).marked == {OVERDUE: 0, TO_DEPUTY: 1, TO_MANAGER: 0}
    assert desk.told() == desk.names(desk.officer, desk.deputy)
    assert sweep(MANAGER_AT).marked == {OVERDUE: 0, TO_DEPUTY: 0, TO_MANAGER: 1}
    assert desk.told() == desk.names(desk.officer, desk.deputy, desk.manager)
    wait = wait_of(signal)
    assert (wait.overdue_at, wait.deputy_at, wait.manager_at) == (LATE, DEPUTY_AT, MANAGER_AT)


def test_each_stage_is_one_line_about_the_signal_by_the_worker(desk):
    signal = new()
    sweep(MANAGER_AT)
    for what in ("wait.overdue", "wait.to_deputy", "wait.to_manager"):
        line = lines(what).get()
        assert (line.about, line.by, line.origin) == (signal.pk, log.SYSTEM, "worker")
        assert line.organisation == signal.organisation_id
    assert log.verify(signal.organisation_id) is None


def test_after_three_days_down_each_overdue_thing_is_marked_exactly_once_at_each_stage(desk):
    [new() for _ in range(5)]
    after = MANAGER_AT + 3 * DAY
    first, again = sweep(after), sweep(after + timedelta(minutes=1))
    assert first.marked == {OVERDUE: 5, TO_DEPUTY: 5, TO_MANAGER: 5}
    assert not any(again.marked.values())
    assert lines("wait.overdue").count() == lines("wait.to_manager").count() == 5
    assert Notice.objects.filter(user=desk.manager).count() == 5


def test_a_sweep_that_is_killed_goes_on_where_it_stopped(desk, monkeypatch):
    [new() for _ in range(4)]
    mark, done = sweeping._mark, []

    def killed(*args, **kwargs):
        if len(done) == 5:
            raise KeyboardInterrupt
        done.append(mark(*args, **kwargs))
        return done[-1]

    monkeypatch.setattr(sweeping, "_mark", killed)
    with pytest.raises(KeyboardInterrupt):
        sweep(MANAGER_AT)
    monkeypatch.setattr(sweeping, "_mark", mark)
    rest = sweep(MANAGER_AT)
    assert sum(rest.marked.values()) == 12 - 5
    assert not any(sweep(MANAGER_AT).marked.values())


def test_one_wait_that_fails_holds_up_no_other(desk, monkeypatch, caplog):
    bad = wait_of(new(story="Zij heet anders."))
    [new() for _ in range(2)]
    mark = sweeping._mark

    def broken(wait, *args, **kwargs):
        if wait.pk == bad.pk:
            raise ValueError("Zij heet anders.")
        return mark(wait, *args, **kwargs)

    monkeypatch.setattr(sweeping, "_mark", broken)
    done = sweep(LATE)
    assert (done.marked[OVERDUE], done.failed) == (2, 1)
    assert "heet" not in caplog.text


def test_more_than_one_batch_is_read(desk, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 2)
    [new() for _ in range(5)]
    assert sweep(LATE).marked[OVERDUE] == 5


def test_danger_is_counted_in_hours_and_a_minor_in_more_hours(desk):
    acute = new(acute=Answer.YES)
    minor = new(minor=Answer.YES)
    assert (wait_of(acute).due_at, wait_of(minor).due_at) == (
        make.NOW + 2 * HOUR,
        make.NOW + 8 * HOUR,
    )
    assert sweep(make.NOW + 2 * HOUR).marked[OVERDUE] == 1
    assert sweep(make.NOW + 3 * HOUR).marked[TO_DEPUTY] == 1
    assert sweep(make.NOW + 4 * HOUR).marked[TO_MANAGER] == 1
    assert sweep(make.NOW + 8 * HOUR).marked[OVERDUE] == 1


def test_weekends_and_holidays_give_no_time_away(desk):
    signal = new(now=datetime(2026, 4, 2, 9, tzinfo=UTC))  # the Thursday before Easter
    five_o_clock = datetime(2026, 4, 7, 15, tzinfo=UTC)  # Good Friday is a day of work for many
    assert wait_of(signal).due_at <= five_o_clock
    assert wait_of(signal).due_at.weekday() < 5


def test_the_owner_hears_it_and_not_the_whole_desk(desk):
    other = make.user()
    triage.take_up(new(), by=make.actor(other), now=make.NOW)
    sweep(make.NOW + 30 * DAY)
    first = Notice.objects.filter(user__in=[desk.officer, other])
    assert set(first.values_list("user", flat=True)) == {other.pk}


def test_the_deputy_sees_at_once_what_is_late_while_the_owner_is_away(desk):
    triage.take_up(new(), by=make.actor(desk.officer), now=make.NOW)
    wait = Wait.objects.get(closed_at=None)
    day = wait.due_at.date()
    Absence.objects.create(user=desk.officer, from_day=day, until_day=day)
    assert sweep(wait.due_at).marked == {OVERDUE: 1, TO_DEPUTY: 1, TO_MANAGER: 0}
    assert desk.deputy.name in desk.told()


def test_the_deputy_sees_at_once_when_none_of_the_focal_officers_works_that_day(desk):
    Appointment.objects.filter(user=desk.officer).update(works_on=[1, 5])
    new()
    assert sweep(LATE).marked[TO_DEPUTY] == 1  # a Tuesday


def test_a_colleague_who_works_that_day_comes_before_the_deputy(desk):
    Appointment.objects.filter(user=desk.officer).update(works_on=[1, 5])
    make.user(works_on=[2])
    new()
    assert sweep(LATE).marked[TO_DEPUTY] == 0


def test_where_nobody_is_appointed_the_manager_hears_it_at_once():
    manager = make.user(Role.MANAGER, at="gemeente-eindhoven")
    new(at="eindhoven")
    assert sweep(LATE).marked == {OVERDUE: 1, TO_DEPUTY: 1, TO_MANAGER: 1}
    assert Notice.objects.get().user == manager


def test_an_undermining_signal_surfaces_to_the_regisseur_and_not_to_the_focal_officer(desk):
    regisseur = make.user(Role.REGISSEUR)
    make.undermining()
    sweep(LATE)
    assert desk.told() == desk.names(regisseur)


def test_what_was_done_meanwhile_is_not_late_any_more(desk):
    signal = new()
    sweep(LATE)
    waiting.close_waits(signal, now=LATE)
    assert not any(sweep(MANAGER_AT).marked.values())


def test_a_wait_on_a_closed_signal_surfaces_too(desk):
    signal = new()
    waiting.close_waits(signal, now=make.NOW)
    Signal.objects.filter(pk=signal.pk).update(
        status=Status.CLOSED, is_open=False, told_at=make.NOW, closed_at=make.NOW
    )
    waiting.open_wait(signal, WaitKind.TELL_REPORTER, now=make.NOW, due_at=LATE)
    assert sweep(LATE).marked[OVERDUE] == 1


def test_what_somebody_holds_goes_back_to_the_desk_when_their_appointment_ended(desk):
    leaver = make.user(until=make.NOW + DAY)
    signal = triage.take_up(new(), by=make.actor(leaver), now=make.NOW)
    assert sweep(make.NOW + HOUR).released == 0
    assert sweep(make.NOW + DAY).released == 1
    signal.refresh_from_db()
    assert signal.owner is None and wait_of(signal).owner is None
    assert lines("signal.released").get().about == signal.pk
    assert Notice.objects.get(kind=Notice.Kind.HANDED_OVER).user == desk.officer
    assert sweep(make.NOW + DAY).released == 0


def test_a_renewed_appointment_keeps_the_work_where_it_is(desk):
    officer = make.user(until=make.NOW + DAY)
    make.appoint(officer, Role.FOCAL_OFFICER, since=make.NOW + DAY)
    signal = triage.take_up(new(), by=make.actor(officer), now=make.NOW)
    assert sweep(make.NOW + 2 * DAY).released == 0
    signal.refresh_from_db()
    assert signal.owner == officer


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_two_sweeps_at_once_mark_and_tell_everything_once():
    desk = Desk()
    [new() for _ in range(6)]

    def one(_):
        try:
            return sweep(MANAGER_AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(one, range(4)))
    assert sum(swept.failed for swept in done) == 0
    for stage in (OVERDUE, TO_DEPUTY, TO_MANAGER):
        assert sum(swept.marked[stage] for swept in done) == 6
    assert lines("wait.to_manager").count() == 6
    assert Notice.objects.filter(user=desk.manager).count() == 6
    assert log.verify(make.partner("gemeente-helmond").pk) is None
