from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from nietpluis.accounts.access import acting
from nietpluis.accounts.models import Absence
from nietpluis.accounts.roles import Permission, Role
from nietpluis.audit.models import Line
from nietpluis.desk import handing_over, triage, undermining
from nietpluis.desk.handing_over import Handed, give, give_all
from nietpluis.desk.models import Notice, Signal, Undermining, Wait
from nietpluis.desk.workflow import NotAllowed, Stale
from tests import make

pytestmark = make.every_store
DAY = timedelta(days=1)
HELMOND = "gemeente-helmond"


def handing(user):
    return acting(user, Permission.HANDOVER, now=make.NOW)


@pytest.fixture
def officer():
    return make.user()


@pytest.fixture
def colleague():
    return make.user()


def held_by(user, number=1):
    by = make.actor(user)
    taken = [triage.take_up(make.report().signal, by=by, now=make.NOW) for _ in range(number)]
    return taken


def all_of(user, to, by, **more):
    at = make.partner(HELMOND).pk
    return give_all(user, organisation=at, to=to, by=by, now=make.NOW, **more)


def owners(model=Signal):
    return set(model.objects.values_list("owner", flat=True))


def test_one_signal_goes_to_a_colleague_with_all_it_waits_for(officer, colleague):
    [signal] = held_by(officer)
    given = give(signal, to=colleague, by=handing(officer), now=make.NOW, seen=signal.version)
    assert given.owner == colleague
    assert set(Wait.objects.filter(closed_at=None).values_list("owner", flat=True)) == {
        colleague.pk
    }
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.about) == (colleague, "HANDED_OVER", signal.pk)
    assert Line.objects.get(what="signal.handed_over").about == signal.pk


def test_giving_it_to_whoever_has_it_changes_nothing(officer):
    [signal] = held_by(officer)
    give(signal, to=officer, by=handing(officer), now=make.NOW)
    assert not Line.objects.filter(what="signal.handed_over").exists()


def test_a_page_made_before_somebody_else_moved_it_is_stale(officer, colleague):
    [signal] = held_by(officer)
    with pytest.raises(Stale):
        give(signal, to=colleague, by=handing(officer), now=make.NOW, seen=signal.version - 1)


@pytest.mark.parametrize(
    ("role", "at"),
    [
        (Role.FOCAL_OFFICER, "gemeente-eindhoven"),
        (Role.REGISSEUR, HELMOND),
        (Role.MANAGER, HELMOND),
        (Role.OFFICIAL, HELMOND),
    ],
)
def test_a_signal_goes_only_to_a_focal_officer_of_the_same_organisation(officer, role, at):
    [signal] = held_by(officer)
    with pytest.raises(NotAllowed, match="geen aandachtsfunctionaris"):
        give(signal, to=make.user(role, at=at), by=handing(officer), now=make.NOW)


def test_a_signal_does_not_go_to_whose_appointment_ended(officer):
    [signal] = held_by(officer)
    with pytest.raises(NotAllowed):
        give(signal, to=make.user(until=make.NOW), by=handing(officer), now=make.NOW)


def test_everything_somebody_holds_goes_in_one_action_with_one_line_each(officer, colleague):
    signals, manager = held_by(officer, 3), make.user(Role.MANAGER)
    kept = held_by(colleague)
    assert all_of(officer, colleague, handing(manager)) == Handed(signals=3)
    assert owners() == {colleague.pk}
    about = Line.objects.filter(what="signal.handed_over").values_list("about", flat=True)
    assert set(about) == {signal.pk for signal in signals} and kept[0].pk not in set(about)
    assert Notice.objects.get().user == colleague


def test_what_was_handed_over_makes_an_older_page_stale(officer, colleague):
    [signal] = held_by(officer)
    all_of(officer, colleague, handing(officer))
    with pytest.raises(Stale):
        triage.decide(
            signal,
            outcome="VAGUE",
            because="Weinig.",
            by=make.actor(officer),
            now=make.NOW,
            seen=signal.version,
        )


def test_a_closed_signal_with_a_date_to_look_again_goes_along(officer, colleague):
    [signal] = held_by(officer)
    Signal.objects.filter(pk=signal.pk).update(
        status="CLOSED", is_open=False, told_at=make.NOW, closed_at=make.NOW
    )
    assert all_of(officer, colleague, handing(officer)) == Handed(signals=1)


def test_what_is_done_stays_with_who_did_it(officer, colleague):
    [signal] = held_by(officer)
    Signal.objects.filter(pk=signal.pk).update(
        status="CLOSED", is_open=False, told_at=make.NOW, closed_at=make.NOW
    )
    Wait.objects.update(closed_at=make.NOW)
    assert all_of(officer, colleague, handing(officer)) == Handed()
    assert owners() == {officer.pk}


def test_signals_and_undermining_each_go_to_who_may_handle_them(officer, colleague):
    make.appoint(officer, Role.REGISSEUR)
    held_by(officer)
    by = acting(officer, Permission.UNDERMINING_DECIDE, now=make.NOW)
    undermining.take_up(make.undermining(), by=by, now=make.NOW)
    regisseur, manager = make.user(Role.REGISSEUR), handing(make.user(Role.MANAGER))
    done = all_of(officer, colleague, manager, regisseur=regisseur)
    assert done == Handed(signals=1, undermining=1)
    assert owners() == {colleague.pk} and owners(Undermining) == {regisseur.pk}


def test_nothing_is_handed_over_when_one_part_cannot(officer, colleague):
    held_by(officer)
    with pytest.raises(NotAllowed):
        all_of(officer, colleague, handing(make.user(Role.MANAGER)), regisseur=colleague)
    assert owners() == {officer.pk}


def test_a_focal_officer_does_not_hand_over_undermining(officer, colleague):
    with pytest.raises(PermissionDenied):
        all_of(officer, None, handing(officer), regisseur=make.user(Role.REGISSEUR))


def test_nobody_hands_over_at_another_organisation(officer, colleague):
    [signal] = held_by(officer)
    stranger = handing(make.user(Role.MANAGER, at="gemeente-eindhoven"))
    with pytest.raises(PermissionDenied):
        give(signal, to=colleague, by=stranger, now=make.NOW)
    with pytest.raises(PermissionDenied):
        all_of(officer, colleague, stranger)


def test_ending_an_appointment_puts_the_work_back_on_the_desk_and_says_so(officer, colleague):
    held_by(officer, 2)
    by = acting(make.user(Role.ADMINISTRATOR), Permission.PEOPLE_MANAGE, now=make.NOW)
    post = officer.appointment_set.get()
    done = handing_over.end_appointment(post, at=make.NOW, by=by, now=make.NOW)
    assert done == Handed(signals=2) and owners() == {None}
    assert Notice.objects.get().user == colleague


def test_whoever_keeps_another_appointment_for_it_keeps_the_work(officer):
    held_by(officer)
    make.appoint(officer, Role.FOCAL_OFFICER, domain="CARE", deputy=True)
    by = acting(make.user(Role.ADMINISTRATOR), Permission.PEOPLE_MANAGE, now=make.NOW)
    post = officer.appointment_set.get(domain="SAFETY")
    assert not handing_over.end_appointment(post, at=make.NOW, by=by, now=make.NOW)
    assert owners() == {officer.pk}


def test_an_appointment_that_ends_next_week_keeps_the_work_until_then(officer):
    held_by(officer)
    by = acting(make.user(Role.ADMINISTRATOR), Permission.PEOPLE_MANAGE, now=make.NOW)
    post = officer.appointment_set.get()
    assert not handing_over.end_appointment(post, at=make.NOW + 7 * DAY, by=by, now=make.NOW)
    assert owners() == {officer.pk}


# ---- the pages


def test_the_page_says_who_holds_what_and_hands_it_over(client, officer, colleague):
    held_by(officer, 2)
    client.force_login(make.user(Role.MANAGER))
    page = client.get(f"/overdragen/?van={officer.pk}").content.decode()
    assert f"{officer.name} heeft bij Gemeente Helmond 2 signalen" in page
    assert make.STORY not in page
    van = f"{officer.pk}.{make.partner(HELMOND).pk}"
    answer = client.post("/overdragen/", {"van": van, "to": str(colleague.pk)}, follow=True)
    assert "2 signalen zijn overgedragen" in answer.content.decode()
    assert owners() == {colleague.pk}
    again = client.post("/overdragen/", {"van": van, "to": str(colleague.pk)})
    assert again.status_code == 200 and owners() == {colleague.pk}


def test_a_choice_that_is_missing_or_forged_is_refused(client, officer, colleague):
    held_by(officer)
    client.force_login(make.user(Role.MANAGER))
    van = f"{officer.pk}.{make.partner(HELMOND).pk}"
    stranger = make.user(at="gemeente-eindhoven")
    for to, says in (
        ("", "Kies één van de antwoorden"),
        (str(stranger.pk), "Kies één van de antwoorden"),
    ):
        page = client.post("/overdragen/", {"van": van, "to": to}).content.decode()
        assert says in page
    assert owners() == {officer.pk}


def test_a_manager_elsewhere_does_not_even_see_who_holds_what(client, officer):
    held_by(officer)
    client.force_login(make.user(Role.MANAGER, at="gemeente-eindhoven"))
    page = client.get(f"/overdragen/?van={officer.pk}").content.decode()
    assert officer.name not in page


def test_one_says_when_one_is_away_and_which_days_one_works(client, officer):
    client.force_login(officer)
    client.post("/mijn-dagen/", {"from_day": "2030-01-07", "until_day": "2030-01-11"})
    absence = Absence.objects.get(user=officer)
    assert "7 januari tot en met 11 januari 2030" in client.get("/mijn-dagen/").content.decode()
    post = officer.appointment_set.get()
    field = f"d{post.pk.hex[:8]}-works_on"
    client.post("/mijn-dagen/", {"post": str(post.pk), field: ["1", "4"]})
    post.refresh_from_db()
    assert post.works_on == [1, 4]
    client.post(f"/mijn-dagen/terug/{absence.pk}/")
    assert not Absence.objects.exists()


def test_nobody_takes_back_the_absence_of_another(client, officer, colleague):
    day = make.NOW.date()
    absence = Absence.objects.create(user=colleague, from_day=day, until_day=day)
    client.force_login(officer)
    assert client.post(f"/mijn-dagen/terug/{absence.pk}/").status_code == 404
    assert client.get(f"/mijn-dagen/terug/{absence.pk}/").status_code == 405
    assert Absence.objects.exists()


def test_wrong_days_stay_on_the_screen_with_what_to_do(client, officer):
    client.force_login(officer)
    days = {"from_day": "2030-01-11", "until_day": "2030-01-07"}
    page = client.post("/mijn-dagen/", days).content.decode()
    assert "De laatste dag moet op of na" in page and 'value="2030-01-11"' in page


def test_one_signal_is_given_from_its_own_page_and_a_double_click_is_one(
    client, officer, colleague
):
    [signal] = held_by(officer)
    client.force_login(officer)
    url = f"/signalen/{signal.pk}/overdragen/"
    page = client.get(url).content.decode()
    assert colleague.name in page and make.STORY not in page
    for _ in range(2):
        answer = client.post(url, {"to": str(colleague.pk), "seen": signal.version})
        assert answer.status_code == 302
    assert Line.objects.filter(what="signal.handed_over").count() == 1
    stale = client.post(url, {"to": str(officer.pk), "seen": signal.version})
    assert stale.status_code == 409 and owners() == {colleague.pk}


def test_a_signal_without_a_colleague_to_take_it_says_whom_to_ask(client, officer):
    [signal] = held_by(officer)
    client.force_login(officer)
    page = client.get(f"/signalen/{signal.pk}/overdragen/").content.decode()
    assert "Er is nog geen collega" in page


def test_an_undermining_signal_goes_from_regisseur_to_regisseur(client):
    one, other = make.user(Role.REGISSEUR), make.user(Role.REGISSEUR)
    moving = undermining.take_up(
        make.undermining(),
        by=acting(one, Permission.UNDERMINING_DECIDE, now=make.NOW),
        now=make.NOW,
    )
    client.force_login(one)
    client.post(
        f"/ondermijning/{moving.pk}/overdragen/", {"to": str(other.pk), "seen": moving.version}
    )
    assert owners(Undermining) == {other.pk}
