from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from nietpluis.accounts import appointing
from nietpluis.accounts.access import acting
from nietpluis.accounts.appointing import Post, Refused, appoint, crew, end, gaps, roles_at
from nietpluis.accounts.models import Absence, Appointment, Domain, User
from nietpluis.accounts.roles import Permission, Role
from nietpluis.audit.models import Line
from nietpluis.partners.models import Kind, Region
from tests import make

pytestmark = make.every_store
DAY = timedelta(days=1)


@pytest.fixture
def administrator():
    return acting(make.user(Role.ADMINISTRATOR), Permission.PEOPLE_MANAGE, now=make.NOW)


def post(role=Role.FOCAL_OFFICER, at="gemeente-helmond", **more):
    more.setdefault("starts_at", make.NOW)
    return Post(role=role, organisation=make.partner(at), domain=Domain.SAFETY, **more)


def appointed(by, of=None, *, email="Nieuw@Example.nl", name="Nieuwe Collega"):
    return appoint(email=email, name=name, post=of or post(), by=by, now=make.NOW)


def test_appointing_somebody_new_makes_an_account_without_a_password_and_one_line(administrator):
    made = appointed(administrator, post(works_on=[3, 1, 3]))
    assert made.user.email == "nieuw@example.nl" and not made.user.has_usable_password()
    assert made.works_on == [1, 3]
    lines = Line.objects.filter(what="appointment.made", about=made.pk)
    assert lines.get().organisation == make.partner("gemeente-helmond").pk


def test_somebody_who_is_known_gets_a_second_appointment_not_a_second_account(administrator):
    known = make.user(Role.OFFICIAL, at="gemeente-eindhoven", function="BOA")
    made = appointed(administrator, email=known.email.upper())
    assert made.user == known and User.objects.filter(email=known.email).count() == 1


def test_the_same_appointment_twice_is_one(administrator):
    appointed(administrator)
    with pytest.raises(Refused, match="al"):
        appointed(administrator)
    assert Appointment.objects.filter(user__email="nieuw@example.nl").count() == 1


def test_nobody_gives_themselves_a_role(administrator):
    with pytest.raises(Refused, match="jezelf"):
        appointed(administrator, email=administrator.person.email)


def test_an_administrator_appoints_at_their_own_organisation_only(administrator):
    with pytest.raises(PermissionDenied):
        appointed(administrator, post(at="gemeente-eindhoven"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"role": Role.INVESTIGATOR}, "past niet"),
        ({"role": Role.OFFICIAL}, "functie"),
        ({"role": Role.MANAGER, "deputy": True}, "vervanger"),
        ({"ends_at": make.NOW - DAY}, "einddatum"),
        ({"works_on": [8]}, "werkdagen"),
    ],
)
def test_an_appointment_that_makes_no_sense_is_refused_and_says_why(administrator, wrong, says):
    with pytest.raises(Refused, match=says):
        appointed(administrator, replace(post(), **wrong))
    assert not User.objects.filter(email="nieuw@example.nl").exists()


def test_each_kind_of_partner_has_the_role_that_its_work_asks_for():
    assert Role.INVESTIGATOR in roles_at(Kind.AVIM) and Role.INVESTIGATOR in roles_at(Kind.NLA)
    assert Role.CARE_COORDINATOR in roles_at(Kind.ZOCO)
    assert Role.RIEC_MEMBER in roles_at(Kind.RIEC)
    assert Role.CHAIN_DIRECTOR in roles_at(Kind.CHAIN_DIRECTOR)
    assert Role.FOCAL_OFFICER in roles_at(Kind.MUNICIPALITY)
    assert all(Role.FOCAL_OFFICER not in roles_at(kind) for kind in Kind if kind != "MUNICIPALITY")


def test_an_appointment_ends_and_is_never_deleted(administrator):
    made = appointed(administrator, post(starts_at=make.NOW - DAY))
    ended = end(made, at=make.NOW, by=administrator, now=make.NOW)
    assert Appointment.objects.get(pk=made.pk).ends_at == ended.ends_at == make.NOW
    assert made.user.appointments(now=make.NOW) == []
    with pytest.raises(Refused, match="afgelopen"):
        end(made, at=make.NOW + DAY, by=administrator, now=make.NOW)


def test_an_appointment_cannot_end_before_it_began_nor_be_ended_by_its_holder(administrator):
    made = appointed(administrator)
    with pytest.raises(Refused, match="na het begin"):
        end(made, at=make.NOW - DAY, by=administrator, now=make.NOW)
    own = administrator.appointments[0]
    with pytest.raises(Refused, match="eigen"):
        end(own, at=make.NOW, by=administrator, now=make.NOW)


def test_an_administrator_of_another_organisation_ends_nothing_here(administrator):
    made = appointed(administrator)
    other = make.user(Role.ADMINISTRATOR, at="gemeente-eindhoven")
    by = acting(other, Permission.PEOPLE_MANAGE, now=make.NOW)
    with pytest.raises(PermissionDenied):
        end(made, at=make.NOW + DAY, by=by, now=make.NOW)


def lacking(of):
    return {(gap.organisation.code, one) for gap in gaps(of, make.NOW) for one in gap.lacks}


def test_a_municipality_without_a_focal_officer_or_deputy_is_told():
    helmond = make.partner("gemeente-helmond")
    both = {
        ("gemeente-helmond", appointing.NO_OFFICER),
        ("gemeente-helmond", appointing.NO_DEPUTY),
    }
    assert lacking(helmond) == both
    make.user()
    assert lacking(helmond) == {("gemeente-helmond", appointing.NO_DEPUTY)}
    make.user(deputy=True)
    assert lacking(helmond) == set()


def test_a_deputy_alone_is_no_focal_officer_and_two_officers_cover_for_each_other():
    helmond, eindhoven = make.partner("gemeente-helmond"), make.partner("gemeente-eindhoven")
    make.user(deputy=True)
    assert lacking(helmond) == {
        ("gemeente-helmond", appointing.NO_OFFICER),
        ("gemeente-helmond", appointing.NO_DEPUTY),
    }
    make.user(at="gemeente-eindhoven"), make.user(at="gemeente-eindhoven")
    assert lacking(eindhoven) == set()


def test_who_left_or_is_yet_to_come_fills_no_gap():
    helmond = make.partner("gemeente-helmond")
    make.user(until=make.NOW), make.user(since=make.NOW + DAY)
    gone = make.user()
    gone.is_active = False
    gone.save()
    assert len(lacking(helmond)) == 2


def test_the_gaps_of_a_region_are_those_of_its_municipalities_alone():
    make.user()
    region = Region.objects.get(code="oost")
    assert {code for code, _ in lacking(region)} == {"gemeente-helmond", "gemeente-eindhoven"}
    assert gaps(make.partner("avim-oost"), make.NOW) == []


def test_who_is_there_today_leaves_out_the_absent_and_those_who_work_another_day():
    monday = make.user(works_on=[1])
    tuesday, away, deputy = make.user(works_on=[2]), make.user(), make.user(deputy=True)
    day = make.NOW.date()
    Absence.objects.create(user=away, from_day=day, until_day=day)
    desk = crew(make.partner("gemeente-helmond").pk, Role.FOCAL_OFFICER, now=make.NOW)
    assert desk.first_here() == [monday]
    assert set(desk.first) == {monday, tuesday, away} and desk.deputies == [deputy]
    assert desk.away == {away.pk}
    assert desk.covering() == [deputy]
