from datetime import date, timedelta

import pytest

from nietpluis.accounts import presence
from nietpluis.accounts.appointing import Refused
from nietpluis.accounts.models import Absence
from nietpluis.accounts.roles import Permission
from nietpluis.audit.models import Line
from tests import make

pytestmark = make.every_store
MONDAY = date(2026, 3, 2)


def away(by, first, last):
    return presence.be_away(
        from_day=MONDAY + timedelta(days=first),
        until_day=MONDAY + timedelta(days=last),
        by=by,
        now=make.NOW,
    )


@pytest.fixture
def officer():
    return make.actor(permission=Permission.HANDOVER)


def test_absences_that_touch_become_one(officer):
    away(officer, 0, 3), away(officer, 3, 8), away(officer, 20, 21)
    days = [(a.from_day.day, a.until_day.day) for a in Absence.objects.order_by("from_day")]
    assert days == [(2, 10), (22, 23)]


def test_the_last_day_away_still_counts_and_the_day_after_does_not(officer):
    away(officer, 0, 1)
    person = officer.person
    assert person.is_away(MONDAY) and person.is_away(MONDAY + timedelta(days=1))
    assert not person.is_away(MONDAY + timedelta(days=2))


def test_an_absence_ends_after_it_began_and_within_a_year(officer):
    for last, says in ((-1, "laatste dag"), (400, "jaar")):
        with pytest.raises(Refused, match=says):
            away(officer, 0, last)
    assert not Absence.objects.exists()


def test_an_absence_can_be_taken_back_and_both_are_in_the_log(officer):
    presence.be_back(away(officer, 0, 1), by=officer, now=make.NOW)
    assert not Absence.objects.exists()
    said = Line.objects.filter(what__startswith="absence.").values_list("what", flat=True)
    assert set(said) == {"absence.told", "absence.taken_back"}


def test_days_of_work_are_weekdays_once_each_or_not_known(officer):
    post = officer.appointments[0]
    presence.set_days(post, works_on=[5, 1, 5], by=officer, now=make.NOW)
    post.refresh_from_db()
    assert post.works_on == [1, 5]
    with pytest.raises(Refused):
        presence.set_days(post, works_on=[0], by=officer, now=make.NOW)
