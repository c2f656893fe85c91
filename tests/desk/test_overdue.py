from datetime import timedelta

import pytest
from django.utils import timezone

from nietpluis.accounts.access import acting
from nietpluis.accounts.roles import Permission, Role
from nietpluis.desk import overdue, sweeping, triage
from nietpluis.desk.models import Notice
from tests import make

pytestmark = make.every_store
DAY = timedelta(days=1)
LATER = make.NOW + 30 * DAY


@pytest.fixture
def manager(client):
    user = make.user(Role.MANAGER)
    client.force_login(user)
    return user


def page(manager, start=None):
    actor = acting(manager, Permission.WAITS_READ, now=LATER)
    return overdue.page(actor, now=LATER, start=start)


def test_the_manager_sees_reference_kind_since_when_and_whose_and_no_content(client, manager):
    officer = make.user()
    signal = triage.take_up(make.report().signal, by=make.actor(officer), now=make.NOW)
    text = client.get("/te-laat/").content.decode()
    assert signal.reference in text and "Verrijken en beoordelen" in text
    assert officer.name in text and "te laat" in text
    assert make.STORY not in text and f"/signalen/{signal.pk}/" not in text


def test_only_what_is_late_and_only_in_the_own_organisation(client, manager):
    soon = make.report(now=timezone.now()).signal
    elsewhere = make.report(at="eindhoven").signal
    text = client.get("/te-laat/").content.decode()
    assert soon.reference not in text and elsewhere.reference not in text
    assert "Er is niets te laat" in text


def test_undermining_that_waits_is_there_too(client, manager):
    assert make.undermining().reference in client.get("/te-laat/").content.decode()


def test_pages_show_everything_once_the_longest_overdue_first(manager, monkeypatch):
    monkeypatch.setattr(overdue, "PER_PAGE", 2)
    for hours in range(5):
        make.report(now=make.NOW + timedelta(days=hours))
    seen, start, shown = [], None, None
    while shown is None or shown.after:
        shown = page(manager, start)
        seen += shown.waits
        start = shown.after
    assert len({wait.pk for wait in seen}) == 5
    assert [wait.due_at for wait in seen] == sorted(wait.due_at for wait in seen)
    assert [wait.pk for wait in page(manager, shown.before).waits] == [w.pk for w in seen[2:4]]


def test_looking_at_what_is_late_counts_as_having_seen_the_notice(client, manager):
    make.report()
    sweeping.sweep(LATER)
    assert Notice.objects.filter(user=manager, read_at=None).exists()
    client.get("/te-laat/")
    assert not Notice.objects.filter(user=manager, read_at=None).exists()


@pytest.mark.parametrize("role", [Role.FOCAL_OFFICER, Role.OFFICIAL, Role.ADMINISTRATOR])
def test_it_is_the_managers_page(client, role):
    client.force_login(make.user(role))
    assert client.get("/te-laat/").status_code == 403
