"""Every way in ends at one place. Policy: A01, A06, A14."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connections

from nietpluis.desk import intake
from nietpluis.desk.models import Channel, Rank, Report, ReporterKind, Signal, Undermining
from nietpluis.vault.models import DataKey
from tests import make

pytestmark = make.every_store


def incoming(**changes):
    return intake.Incoming(
        **{
            "municipality": make.place(),
            "channel": Channel.PUBLIC,
            "reporter_kind": ReporterKind.RESIDENT,
            "story": make.STORY,
        }
        | changes
    )


def receive(**changes):
    return intake.receive(incoming(**changes), by=make.actor(), now=make.NOW)


def test_a_report_has_a_story():
    with pytest.raises(ValueError):
        receive(story=" \n")
    assert not Report.objects.exists()


def test_the_same_thing_twice_is_one_report_with_one_key():
    once = uuid4()
    assert receive(once=once) == receive(once=once)
    assert Report.objects.count() == DataKey.objects.count() == 1


def test_nothing_falls_between_two_desks():
    receive(trafficking=False, undermining=())
    assert Signal.objects.count() == 1 and not Undermining.objects.exists()


def test_no_word_of_it_stands_in_the_database_unsealed():
    report = receive(whereabouts="Dorpsstraat", contact="Jan", period="zomer")
    stored = repr(Report.objects.filter(pk=report.pk).values()) + repr(Signal.objects.values())
    for word in ("matrassen", "Dorpsstraat", "Jan", "zomer"):
        assert word not in stored


def test_danger_and_minors_come_first():
    ranks = [receive(**what).signal.rank for what in ({"acute": "YES"}, {"minor": "YES"}, {})]
    assert ranks == [Rank.ACUTE, Rank.MINOR, Rank.REST]


def test_what_came_from_mma_is_never_verified():
    assert receive(channel=Channel.MMA, reporter_kind=ReporterKind.MMA).unverified


def test_the_clock_runs_from_when_it_came_and_never_from_the_future():
    late = receive(arrived_at=make.NOW - timedelta(days=7))
    assert late.received_at == make.NOW - timedelta(days=7) and late.signal.due_at < make.NOW
    assert receive(arrived_at=make.NOW + timedelta(days=7)).received_at == make.NOW


def test_a_summary_is_one_short_line():
    assert intake.summary_of("een\n\n twee") == "een twee"
    assert len(intake.summary_of("lang " * 100)) <= intake.SUMMARY_LENGTH


def test_a_reference_that_was_taken_is_made_anew(monkeypatch):
    taken = receive().reference
    made = iter([taken, "WXYZ-2345"])
    monkeypatch.setattr(intake, "new_reference", lambda: next(made))
    assert receive().reference == "WXYZ-2345"


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_the_same_thing_twice_at_the_very_same_moment_is_one_report():
    what, officer, start, made = incoming(), make.user(), Barrier(2), []

    def send():
        start.wait()
        made.append(intake.receive(what, by=make.actor(officer), now=make.NOW).pk)
        connections.close_all()

    clicks = [Thread(target=send) for _ in range(2)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert len(made) == 2 and len(set(made)) == 1
    assert Report.objects.count() == Signal.objects.count() == 1
