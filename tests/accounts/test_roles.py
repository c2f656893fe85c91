import pytest

from nietpluis.accounts.grounds import GROUNDS, PURPOSES, Purpose
from nietpluis.accounts.roles import ROLES, SERVES, Level, Permission, Role

P = Permission
# What each role may do beyond what everybody may, in the words of C12 and G.
BEYOND = {
    Role.MANAGER: {P.WAITS_READ, P.HANDOVER, P.PEOPLE_READ},
    Role.CARE_COORDINATOR: {P.PACKAGE_LIST, P.PACKAGE_READ, P.PACKAGE_ANSWER},
    Role.INVESTIGATOR: {P.PACKAGE_LIST, P.PACKAGE_READ, P.PACKAGE_ANSWER},
    Role.RIEC_MEMBER: {P.PACKAGE_LIST, P.PACKAGE_READ, P.PACKAGE_ANSWER},
    Role.CHAIN_DIRECTOR: {P.SILENT_READ, P.SILENT_DECIDE},
    Role.PRIVACY_OFFICER: {P.AUDIT_READ},
    Role.EVALUATOR: set(),
    Role.ADMINISTRATOR: {P.PEOPLE_READ, P.PEOPLE_MANAGE, P.SETTINGS_READ},
}
SEES_NOTHING_BY_ITSELF = {P.HOME, P.DIRECTORY_READ}


def test_every_role_purpose_and_ground_cites_its_source():
    assert set(ROLES) == set(Role) and set(PURPOSES) == set(Purpose)
    assert all(duties.source for duties in ROLES.values())
    assert all([*PURPOSES.values(), *(ground.source for ground in GROUNDS.values())])


def test_every_permission_serves_a_purpose_and_is_given_to_somebody():
    assert set(SERVES) == set(Permission)
    assert all(SERVES.values())
    assert {permission for duties in ROLES.values() for permission in duties.may} == set(P)


def test_everybody_has_a_page_of_their_own():
    assert all(P.HOME in duties.may for duties in ROLES.values())


@pytest.mark.parametrize("role", Role)
def test_no_role_may_do_what_it_can_see_nothing_of(role):
    duties = ROLES[role]
    serves = set(duties.whole) | duties.routed | duties.own
    blind = {p for p in duties.may if not SERVES[p] & serves} - SEES_NOTHING_BY_ITSELF
    assert blind == set()


@pytest.mark.parametrize("role", BEYOND)
def test_a_role_may_what_the_policy_gives_it_and_no_more(role):
    everybody = {P.HOME, P.DIRECTORY_READ}
    assert ROLES[role].may == everybody | BEYOND[role]


def test_only_the_focal_officer_handles_signals_and_only_the_regisseur_undermining():
    for role, duties in ROLES.items():
        handles = {p for p in duties.may if p.startswith("signal.")}
        undermining = {p for p in duties.may if p.startswith("undermining.")}
        assert bool(handles) == (role == Role.FOCAL_OFFICER)
        assert bool(undermining) == (role == Role.REGISSEUR)


def test_only_those_who_handle_a_signal_see_all_of_an_organisation_in_depth():
    deep = {
        (role, purpose)
        for role, duties in ROLES.items()
        for purpose, level in duties.whole.items()
        if level != Level.EXISTS
    }
    assert deep == {
        (Role.FOCAL_OFFICER, Purpose.HANDLE_SIGNAL),
        (Role.REGISSEUR, Purpose.HANDLE_UNDERMINING),
    }


def test_no_role_sees_a_hiding_place_of_all_victims():
    levels = {level for duties in ROLES.values() for level in duties.whole.values()}
    assert Level.HIDING_PLACE not in levels


def test_a_deeper_level_includes_the_shallower_ones():
    assert Level.CONTENT in Level.EXISTS.and_deeper()
    assert Level.SUMMARY not in Level.CONTENT.and_deeper()
