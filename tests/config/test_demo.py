"""The demonstration: nobody in it is real, and everything in it was walked through the workflow."""

import logging
import re
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings

from nietpluis.accounts import appointing
from nietpluis.accounts.models import Appointment, Invitation, User
from nietpluis.accounts.roles import Role
from nietpluis.audit import log
from nietpluis.config import cli, demo
from nietpluis.config.demo import people, stories, telling
from nietpluis.desk import identifiers
from nietpluis.desk.flow import Form, Outcome
from nietpluis.desk.models import (
    Attachment,
    Channel,
    Decision,
    Feedback,
    NobodyToTell,
    Referral,
    Report,
    Signal,
    Undermining,
    UnderminingDecision,
    Unopened,
    Wait,
)
from nietpluis.desk.undermining_flow import UnderminingStatus
from nietpluis.desk.workflow import Status
from nietpluis.inbox.models import Envelope, Publication
from nietpluis.partners.models import Municipality, Organisation
from nietpluis.vault.index import Kind
from tests import make

NOW = make.NOW
SHOWN = [one["key"] for one in people.told()["person"] + people.told()["invited"] if "shown" in one]
STREET = re.compile(r"\b[A-Z]\w*(?:straat|laan|weg|dreef|hof|plein|kade|pad|dijk|maat|tocht)\b")
INVENTED = re.compile(r"Verzonnen|Niemands|Nergens|Zomaar|Fictie|Bestaatniet")
MOMENTS = [
    datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # the night the clock goes forward
    datetime(2027, 1, 1, 23, 0, tzinfo=UTC),
    datetime(2028, 5, 5, 3, 0, tzinfo=UTC),
]


@pytest.fixture(scope="class")
def loaded(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Load the demonstration once for all tests here, and take it back afterwards."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(override_settings(KEYS=tmp_path_factory.mktemp("keys")))
        for store in settings.DATABASES:
            stack.enter_context(taken_back(store))
        with patch.object(logging.Logger, "error") as went_wrong:
            assert demo.load(now=NOW)
        assert went_wrong.call_args_list == []  # a job of the worker logs what fails, and goes on
        yield


@contextmanager
def taken_back(store: str) -> Iterator[None]:
    with transaction.atomic(using=store):
        yield
        transaction.set_rollback(True, using=store)


@pytest.fixture
def world(loaded: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration, on the day it was loaded; what a test changes is taken back after it."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@make.every_store
@pytest.mark.usefixtures("world")
class TestTheDemonstration:
    def test_every_stop_of_both_flows_is_there(self) -> None:
        assert set(Signal.objects.values_list("status", flat=True)) == set(Status.values)
        stops = set(Undermining.objects.values_list("status", flat=True))
        assert stops == set(UnderminingStatus.values)

    def test_every_state_of_a_referral_is_there_in_both_ways(self) -> None:
        assert set(Referral.objects.values_list("state", flat=True)) == set(Referral.State.values)
        assert set(Referral.objects.values_list("how", flat=True)) == set(Referral.How.values)

    def test_every_form_and_several_at_once_and_every_way_in(self) -> None:
        forms = Signal.objects.values_list("forms", flat=True)
        assert {one for named in forms for one in named.split()} == set(Form.values)
        assert any(" " in named for named in forms)
        assert set(Report.objects.values_list("channel", flat=True)) == set(Channel.values)
        assert Attachment.objects.count() > 1

    def test_signals_are_closed_in_every_way_and_one_was_opened_again(self) -> None:
        closed = Signal.objects.filter(status=Status.CLOSED)
        reasons = set(closed.filter(told_at=None).values_list("nobody_to_tell", flat=True))
        assert reasons == set(NobodyToTell.values)
        assert closed.filter(told_at__isnull=False).exists()
        assert set(Feedback.objects.values_list("kind", flat=True)) == set(Feedback.Kind.values)
        assert Decision.objects.filter(outcome=Outcome.REOPENED, signal__is_open=True).exists()

    def test_danger_minors_both_desks_and_departures_with_their_reasons_are_there(self) -> None:
        ranks = set(Signal.objects.values_list("rank", flat=True))
        assert len(ranks) == 3
        assert Report.objects.filter(signal__isnull=False, undermining__isnull=False).exists()
        assert Decision.objects.filter(despite=True).exclude(because=b"").exists()
        assert Referral.objects.exclude(despite=b"").exists()
        assert UnderminingDecision.objects.exists()

    def test_something_is_overdue_at_each_of_the_three_stages(self) -> None:
        late = Wait.objects.filter(closed_at=None, overdue_at__isnull=False)
        assert late.filter(deputy_at=None).exists()
        assert late.filter(deputy_at__isnull=False, manager_at=None).exists()
        assert late.filter(manager_at__isnull=False).exists()

    def test_several_signals_in_several_municipalities(self) -> None:
        places = Municipality.objects.filter(signal__isnull=False).distinct()
        many = [place for place in places if place.signal_set.count() > 2]
        assert len(many) >= 6

    def test_residents_came_through_the_sealed_way_in_more_than_two_languages(self) -> None:
        public = Report.objects.filter(channel=Channel.PUBLIC)
        told = [one for one in stories.told() if one["channel"] == "PUBLIC"]
        assert public.count() == len(told) == Envelope.objects.filter(sealed=b"").count()
        assert set(public.values_list("language", flat=True)) == {"nl", "en"}
        letters = "".join(one["story"] for one in told)
        for of_a_language in ("ż", "ș", "ñ", "ق"):  # Polish, Romanian, Spanish, Arabic
            assert of_a_language in letters
        assert not Unopened.objects.exists()

    def test_every_municipality_is_published(self) -> None:
        assert Publication.objects.count() == Municipality.objects.count() > 100

    def test_there_is_an_account_to_show_for_every_role(self) -> None:
        emails = [people.email(key) for key in SHOWN]
        roles = Appointment.objects.filter(user__email__in=emails).values_list("role", flat=True)
        assert set(roles) == set(Role.values)
        listed = "\n".join(demo.accounts())
        assert all(email in listed for email in emails)

    @pytest.mark.parametrize("key", SHOWN)
    def test_each_can_log_in_and_finds_a_page_for_today(self, key: str) -> None:
        client = Client()
        password = (settings.KEYS / "demo-password").read_text().strip()
        typed = {"username": people.email(key), "password": password}
        assert client.post("/inloggen/", typed).status_code == 302
        page = client.get("/")
        assert page.status_code == 200
        assert "<h2" in page.content.decode().partition("<main")[2]

    def test_nobody_looks_like_a_real_person_or_can_be_mailed(self) -> None:
        for user in User.objects.all():
            assert user.name.endswith("(demo)") and user.email.endswith("@demo.example")

    def test_one_works_at_two_municipalities_one_is_away_and_one_has_no_deputy(self) -> None:
        anouk = User.objects.get(email=people.email("af.helmond"))
        assert len({post.organisation_id for post in anouk.appointments(now=NOW)}) == 2
        assert User.objects.get(email=people.email("af.alkmaar")).is_away(NOW.date())
        laarbeek = Organisation.objects.get(code="gemeente-laarbeek")
        (lacking,) = appointing.gaps(laarbeek, NOW)
        assert "vervanger" in lacking.text

    def test_a_professional_came_in_by_invitation_and_one_was_not_used_yet(self) -> None:
        assert Invitation.objects.filter(accepted_at__isnull=False, user__isnull=False).exists()
        assert Invitation.objects.filter(accepted_at=None).exists()

    def test_every_audit_chain_is_whole(self) -> None:
        chains = list(log.verify_all())
        assert len(chains) > 6
        assert [broken for _, _, broken in chains if broken] == []

    def test_a_second_time_adds_nothing(self) -> None:
        before = [model.objects.count() for model in (User, Report, Signal, Wait, Publication)]
        assert not demo.load(now=NOW + timedelta(days=1))
        after = [model.objects.count() for model in (User, Report, Signal, Wait, Publication)]
        assert before == after

    def test_the_password_is_for_its_owner_only_and_the_command_tells_it(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = settings.KEYS / "demo-password"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert cli.main(["demo"]) == 0
        assert file.read_text().strip() in capsys.readouterr().out


@make.every_store
def test_an_installation_that_is_in_use_is_left_alone(tmp_path: Any, settings: Any) -> None:
    settings.KEYS = tmp_path
    make.user()
    assert not demo.load(now=NOW)
    assert demo.accounts() == [] and not list(tmp_path.iterdir())


@make.every_store
def test_an_installation_that_sends_mail_is_never_filled(tmp_path: Any, settings: Any) -> None:
    settings.KEYS, settings.EMAIL_HOST = tmp_path, "mail.example.nl"
    assert not demo.load(now=NOW)
    assert not User.objects.exists() and demo.accounts() == [demo.NO_MAIL]


@pytest.mark.once
@pytest.mark.parametrize("now", MOMENTS)
def test_every_story_can_be_told_on_any_day(now: datetime) -> None:
    told = list(telling.happenings(now=now))
    assert len(told) > 300 and max(one.at for one in told) < now


@pytest.mark.once
@pytest.mark.parametrize("one", stories.told(), ids=lambda one: one["id"])
def test_no_address_telephone_or_plate_in_a_story_can_exist(one: dict[str, Any]) -> None:
    for text in texts_in(one):
        for kind, value in identifiers.found_in(text):
            assert possible_nowhere(kind, value), value
        for letters in re.findall(r"\b[1-9]\d{3}\s?([A-Z]{2})\b", text):
            assert letters == "SD"
        for street in STREET.findall(text):
            assert INVENTED.match(street), street


def possible_nowhere(kind: Kind, value: str) -> bool:
    """Say whether nobody can have this: see the head of stories-helmond.toml."""
    plain = re.sub(r"\W", "", value).upper()
    return {
        Kind.ADDRESS: "SD" in plain,
        Kind.TELEPHONE: plain.startswith(("060000", "31600")),
        Kind.PLATE: "000" in plain,
        Kind.EMAIL: value.endswith("@demo.example"),
    }.get(kind, False)


def texts_in(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from texts_in(part)
