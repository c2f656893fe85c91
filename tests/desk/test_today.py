from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nietpluis.accounts.access import acting
from nietpluis.accounts.models import Absence
from nietpluis.accounts.roles import Permission, Role
from nietpluis.desk import notices, sentences, sweeping, triage, waiting
from nietpluis.desk.models import Feedback, Notice, Wait
from nietpluis.desk.today import today
from nietpluis.partners.settings import WaitKind
from tests import make

pytestmark = make.every_store
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT = {
    Role.CARE_COORDINATOR: "zoco-oost",
    Role.INVESTIGATOR: "avim-oost",
    Role.RIEC_MEMBER: "riec-oost",
    Role.CHAIN_DIRECTOR: "keten-oost",
}


@pytest.fixture
def officer():
    return make.user()


def said(user, now=make.NOW):
    """Every sentence of somebody's Vandaag, under its heading."""
    actor = acting(user, Permission.HOME, now=now)
    return {block.title: [line.text for line in block.lines] for block in today(actor, now=now)}


def links(user, now=make.NOW):
    actor = acting(user, Permission.HOME, now=now)
    return {line.text: line.url for block in today(actor, now=now) for line in block.lines}


def taken(user, now=make.NOW, **more):
    return triage.take_up(make.report(now=now, **more).signal, by=make.actor(user), now=now)


@pytest.mark.parametrize("role", Role)
def test_every_role_opens_on_its_own_page_and_an_empty_one_teaches(client, role):
    user = make.user(role, at=AT.get(role, "gemeente-helmond"))
    client.force_login(user)
    page = client.get("/").content.decode()
    assert "Vandaag" in page and ("np-quiet" in page or "np-lines" in page)
    actor = acting(user, Permission.HOME, now=make.NOW)
    assert all(block.lines or block.empty for block in today(actor, now=make.NOW))


def test_what_is_yours_and_what_is_nobodys_is_said_with_the_way_there(officer):
    taken(officer), taken(officer), make.report()
    assert said(officer)["Voor jou"] == [
        "1 signaal wacht tot iemand het oppakt",
        "2 signalen zijn van jou",
    ]
    assert links(officer)["2 signalen zijn van jou"] == "/signalen/?van=mij"


def test_a_deadline_that_ends_today_is_said_today_and_not_tomorrow(officer):
    signal = taken(officer)
    Wait.objects.filter(signal=signal).update(due_at=make.NOW + HOUR)
    assert "1 termijn van jou loopt vandaag af" in said(officer)["Voor jou"]
    Wait.objects.filter(signal=signal).update(due_at=make.NOW + DAY)
    assert "1 termijn van jou loopt vandaag af" not in said(officer)["Voor jou"]


def test_what_is_late_is_named_by_reference_and_never_by_content(officer):
    signals = [taken(officer) for _ in range(7)]
    later = make.NOW + 30 * DAY
    late = said(officer, now=later)["Te laat"]
    assert late[0].endswith(": verrijken en beoordelen") and len(late) == 6
    assert {line[:9] for line in late[:5]} <= {signal.reference for signal in signals}
    assert not any(make.STORY[:8] in line for line in late)


def test_a_colleagues_late_signal_is_counted_and_another_municipalitys_is_not(officer):
    taken(make.user())
    make.report(at="eindhoven")
    late = said(officer, now=make.NOW + 30 * DAY)["Te laat"]
    assert late == ["1 ander signaal van je gemeente is te laat"]


def test_one_sees_on_whom_one_waits_and_until_when(officer):
    signal = taken(officer)
    waiting.close_waits(signal, now=make.NOW)
    avim = make.partner("avim-oost")
    waiting.open_wait(signal, WaitKind.ADVICE, now=make.NOW, mover=avim, due_at=make.NOW + 6 * HOUR)
    [line] = said(officer)["Wacht op een ander"]
    assert line == "AVIM oost: 1 signaal, uiterlijk vandaag 16:30"


def test_new_since_yesterday_counts_whole_days(officer):
    make.report(now=make.NOW - 2 * DAY), make.report(now=make.NOW - DAY), make.report()
    assert said(officer)["Nieuw sinds gisteren"] == ["2 signalen kwamen binnen"]
    assert links(officer)["2 signalen kwamen binnen"] == "/signalen/?vanaf=2026-03-01"


def test_the_deputy_sees_what_surfaced_and_what_waits_while_the_owner_is_away(officer):
    deputy = make.user(deputy=True)
    signal = taken(officer)
    assert "Bij jou als vervanger" not in said(deputy)
    day = make.NOW.date()
    Absence.objects.create(user=officer, from_day=day, until_day=day)
    Wait.objects.filter(signal=signal).update(due_at=make.NOW + HOUR)
    [line] = said(deputy)["Bij jou als vervanger"]
    assert line == f"{signal.reference}: verrijken en beoordelen (van {officer.name})"
    Absence.objects.all().delete()
    assert "Bij jou als vervanger" not in said(deputy)
    Wait.objects.update(deputy_at=make.NOW)
    assert len(said(deputy)["Bij jou als vervanger"]) == 1


def test_the_manager_sees_that_it_waits_and_never_what_it_says(officer):
    manager = make.user(Role.MANAGER)
    make.report()
    assert "Bij jou als leidinggevende" in said(manager)
    later = make.NOW + 30 * DAY
    sweeping.sweep(later)
    assert said(manager, now=later)["Bij jou als leidinggevende"] == [
        "1 signaal ligt te lang stil; ook de vervanger kwam er niet aan toe",
        "1 termijn is voorbij in je organisatie",
    ]


def test_the_regisseur_sees_undermining_and_the_focal_officer_does_not(officer):
    make.undermining()
    regisseur = make.user(Role.REGISSEUR)
    assert said(regisseur)["Ondermijning"] == [
        "1 signaal van ondermijning wacht tot iemand het oppakt"
    ]
    assert not any("ondermijning" in title.lower() for title in said(officer))


def test_an_official_sees_that_there_is_an_answer_and_the_button_to_pass_something_on(
    client, officer
):
    official = make.user(Role.OFFICIAL, function="BOA")
    report = make.report(reporter=official)
    assert said(official)["Wat jij doorgaf"] == ["1 melding van jou wacht nog op antwoord"]
    told = Feedback(report=report, kind=Feedback.Kind.FINAL, by=officer, given_at=make.NOW)
    told.text = b"-"
    told.save()
    assert said(official)["Wat jij doorgaf"] == [f"{report.reference}: er is antwoord voor je"]
    client.force_login(official)
    assert "Iets doorgeven" in client.get("/").content.decode()
    client.force_login(officer)
    assert "Iets doorgeven" not in client.get("/").content.decode()


def test_the_administrator_sees_what_is_to_be_checked_and_who_is_missing():
    administrator = make.user(Role.ADMINISTRATOR)
    assert said(administrator)["Beheer"] == [
        "2 gemeenten in Regio oost missen een aandachtsfunctionaris of vervanger",
        "19 afspraken in Regio oost heeft de regio nog niet vastgesteld",
    ]


def test_the_privacy_officer_finds_the_log_and_the_evaluator_a_plain_page():
    assert "/logboek/" in links(make.user(Role.PRIVACY_OFFICER)).values()
    assert said(make.user(Role.EVALUATOR)) == {"Vandaag": []}


def test_whoever_has_two_roles_reads_both(officer):
    make.appoint(officer, Role.REGISSEUR)
    titles = set(said(officer))
    assert {"Voor jou", "Ondermijning"} <= titles


# ---- notices


def test_a_notice_names_what_one_may_see_and_leads_there(officer):
    signal = taken(officer)
    notices.tell([officer], Notice.Kind.PARTNER, about=signal.pk, now=make.NOW)
    text = f"Signaal {signal.reference}: een partner heeft gereageerd"
    assert links(officer)[text] == f"/signalen/{signal.pk}/"


def test_a_notice_about_what_one_may_no_longer_see_gives_nothing_away(officer):
    elsewhere = make.report(at="eindhoven").signal
    notices.tell([officer], Notice.Kind.PARTNER, about=elsewhere.pk, now=make.NOW)
    told = said(officer)["Berichten voor jou"]
    assert told == ["Er was een bericht voor je: bericht van een partner"]
    assert elsewhere.reference not in str(said(officer))


def test_notices_are_seen_by_saying_so_and_only_ones_own(client, officer):
    colleague = make.user()
    for user in (officer, colleague):
        notices.tell([user], Notice.Kind.NEW, about=make.report().signal.pk, now=make.NOW)
    client.force_login(officer)
    assert client.get("/gezien/").status_code == 405
    assert client.post("/gezien/")["Location"] == "/"
    assert not Notice.objects.filter(user=officer, read_at=None).exists()
    assert Notice.objects.filter(user=colleague, read_at=None).exists()


def test_more_than_six_notices_do_not_push_the_work_off_the_screen(officer):
    for _ in range(9):
        notices.tell([officer], Notice.Kind.NEW, about=make.report().signal.pk, now=make.NOW)
    assert len(said(officer)["Berichten voor jou"]) == 7
    assert next(iter(said(officer))) == "Voor jou"


# ---- how much it costs


def test_nothing_is_counted_further_than_a_hundred():
    assert sentences.counted(1, "signaal", "signalen") == "1 signaal"
    assert sentences.counted(100, "signaal", "signalen") == "100 signalen"
    assert sentences.counted(101, "signaal", "signalen") == "meer dan 100 signalen"
    assert sentences.line(0, "signaal", "signalen") == []


def test_the_page_costs_the_same_queries_however_much_there_is(client, officer):
    client.force_login(officer)
    official = make.user(Role.OFFICIAL, function="BOA")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    taken(officer, reporter=official), make.report(reporter=official)
    few = queries()
    for _ in range(12):
        taken(officer, reporter=official), make.report(reporter=official)
    assert queries() == few
