from datetime import UTC, date, datetime, timedelta

import pytest

from nietpluis.core.calendar import AMSTERDAM
from nietpluis.partners import packs
from nietpluis.partners.models import Region
from nietpluis.partners.settings import (
    PROPOSAL,
    PROPOSED_DEADLINES,
    LabourWithOther,
    RegionSettings,
    WaitKind,
    ZocoStep,
    settings_of,
)

from .example import NOW, PACK

CHOICES = """
[settings.labour_with_other]
value = "TOGETHER"
source = "Ketenoverleg"

[settings.zoco_step]
value = "WHERE_NEEDED"
source = "Ketenoverleg"

[settings.reminders_before_silent]
value = 4
source = "Ketenoverleg"

[settings.languages]
value = ["nl", "pl"]
source = "Ketenoverleg"

[settings.extra_closed_days]
value = [2026-05-15, 2026-05-05]
source = "Collectieve sluiting"

[settings.duty_telephone]
value = "088-0000001"
source = "Piketrooster"

[settings.reports_read]
value = {nl = "Op werkdagen voor tien uur.", en = "On working days before ten."}
source = "Werkafspraak"

[settings.reports_read_open]
value = [{days = [1, 2, 3, 4, 5], from = "09:00", to = "17:00"}]
source = "Werkafspraak"
"""


def region(pack: str = PACK) -> RegionSettings:
    packs.load(pack, now=NOW)
    return settings_of(Region.objects.get())


def due(kind: WaitKind, start: datetime, **who: bool) -> datetime:
    return RegionSettings().due(kind, **{"acute": False, "minor": False} | who, start=start)


@pytest.mark.django_db
def test_a_region_that_decided_nothing_runs_on_the_proposal_and_says_so():
    bare = PACK[: PACK.index("[settings")] + PACK[PACK.index("[[district") :]
    settings = region(bare)
    assert settings == RegionSettings()
    assert {kind: one.value for kind, one in settings.deadlines.items()} == PROPOSED_DEADLINES
    assert not any(one.decided for one in settings.deadlines.values())
    assert settings.zoco_step.source == PROPOSAL
    assert settings.labour_with_other.value is LabourWithOther.AVIM_FIRST
    assert settings.duty_telephone.value is settings.reports_read.value is None


@pytest.mark.django_db
def test_a_decided_setting_names_its_source_and_leaves_the_others_proposed():
    settings = region()
    untouched = settings.deadlines[WaitKind.UNTOUCHED]
    assert (untouched.decided, untouched.source) == (True, "Ketenoverleg, januari")
    assert untouched.value.working_days == 2
    assert settings.contact_verify_months.value == 3
    assert not settings.deadlines[WaitKind.ADVICE].decided
    assert not settings.reminders_before_silent.decided


@pytest.mark.django_db
def test_everything_the_policy_leaves_open_can_be_decided_in_the_pack():
    settings = region(PACK + CHOICES)
    assert settings.labour_with_other.value is LabourWithOther.TOGETHER
    assert settings.zoco_step.value is ZocoStep.WHERE_NEEDED
    assert settings.reminders_before_silent.value == 4
    assert settings.languages.value == ("nl", "pl")
    assert settings.extra_closed_days.value == (date(2026, 5, 5), date(2026, 5, 15))
    assert settings.duty_telephone.value == "088-0000001"
    assert settings.reports_read.value["en"].startswith("On working days")
    assert settings.reports_read_open.value[0]["to"] == "17:00"
    names = ["labour_with_other", "zoco_step", "languages", "duty_telephone", "reports_read"]
    assert all(getattr(settings, name).decided for name in names)


def test_every_wait_has_a_deadline_and_none_is_zero():
    assert set(PROPOSED_DEADLINES) == set(WaitKind)
    for proposed in PROPOSED_DEADLINES.values():
        assert min(proposed.acute_hours, proposed.minor_hours, proposed.working_days) > 0
        assert proposed.acute_hours <= proposed.minor_hours <= proposed.working_days * 24


def test_acute_danger_and_minors_count_in_hours_day_and_night():
    saturday_night = datetime(2026, 3, 7, 23, 0, tzinfo=UTC)
    hours = PROPOSED_DEADLINES[WaitKind.ENRICH]
    acute = due(WaitKind.ENRICH, saturday_night, acute=True)
    minor = due(WaitKind.ENRICH, saturday_night, minor=True)
    assert acute - saturday_night == timedelta(hours=hours.acute_hours)
    assert minor - saturday_night == timedelta(hours=hours.minor_hours)


def test_acute_goes_before_minor():
    both = due(WaitKind.ADVICE, NOW, acute=True, minor=True)
    assert both == due(WaitKind.ADVICE, NOW, acute=True) < due(WaitKind.ADVICE, NOW, minor=True)


def test_the_rest_is_due_at_the_end_of_a_working_day():
    good_friday_eve = datetime(2026, 4, 2, 15, 0, tzinfo=AMSTERDAM)
    after_easter = datetime(2026, 4, 7, 17, 0, tzinfo=AMSTERDAM)
    assert due(WaitKind.UNTOUCHED, good_friday_eve) == after_easter


@pytest.mark.django_db
def test_a_bridge_day_of_the_region_does_not_count():
    settings = region(PACK + CHOICES)
    ascension_eve = datetime(2026, 5, 13, 9, 0, tzinfo=AMSTERDAM)
    found = settings.due(WaitKind.UNTOUCHED, acute=False, minor=False, start=ascension_eve)
    assert found == datetime(2026, 5, 19, 17, 0, tzinfo=AMSTERDAM)
