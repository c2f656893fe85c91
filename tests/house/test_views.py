"""Every page says who may open it, and no change is made by a link. House rule 3; C12."""

import ast
from inspect import unwrap
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.urls.resolvers import URLPattern, URLResolver, get_resolver

from nietpluis.accounts.roles import ROLES, SERVES, Permission, Role
from tests import make
from tests.house import source

DESK, PUBLIC = "nietpluis.config.urls_desk", "nietpluis.config.urls_public"
# The doors of the desk: before these one cannot be logged in yet
OPEN_TO_ANYONE = {"login", "logout", "desk:accept_invitation", "desk:set_password"}
# They change something and show nothing, so they answer a post only
POST_ONLY = {
    "logout",
    "desk:back",
    "desk:notices_read",
    "desk:password_link",
    "desk:put_away",
    "desk:revoke_invitation",
    "desk:undermining_take_up",
    "desk:undermining_judge",
    "desk:undermining_share",
    "desk:undermining_tell",
    "desk:undermining_write_reporter",
    "desk:undermining_close",
    "desk:undermining_reopen",
    "desk:also_trafficking",
}
OF_THE_PROCESS = {"django.contrib.sessions", "django.contrib.auth", "django.contrib.messages"}


def addresses() -> list[str]:
    """Every address of the desk, with an id in it that belongs to nothing."""

    def below(resolver: URLResolver, names: tuple[str, ...] = ()) -> list[str]:
        found = []
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                found += below(entry, names + ((entry.namespace,) if entry.namespace else ()))
            elif isinstance(entry, URLPattern):
                given: dict[str, Any] = {
                    key: uuid4() if kind.__class__.__name__ == "UUIDConverter" else "x"
                    for key, kind in entry.pattern.converters.items()
                }
                found.append(reverse(":".join([*names, str(entry.name)]), kwargs=given))
        return found

    return below(get_resolver(DESK))


@pytest.mark.once
def test_every_desk_page_declares_its_permission() -> None:
    pages = list(source.views(DESK))
    assert len(pages) > 40
    assert [page for page, view in pages if not hasattr(view, "permission")] == []
    allowed = (Permission, type(None))
    assert [page for page, view in pages if not isinstance(view.permission, allowed)] == []


@pytest.mark.once
def test_only_the_doors_themselves_are_open_to_anyone() -> None:
    assert {page for page, view in source.views(DESK) if view.permission is None} == OPEN_TO_ANYONE


@pytest.mark.once
def test_the_permission_stands_right_above_the_view_and_guards_all_of_it() -> None:
    """Whatever else decorates a view only refuses a method, or hides a value from an error page."""
    around = {"require_POST", "require_safe", "sensitive_post_parameters"}
    wrong = []
    for path in source.code("nietpluis/desk/views"):
        for made in source.functions(path):
            names = [ast.unparse(one).split("(")[0] for one in made.decorator_list]
            if "may" in names and (names[-1] != "may" or not set(names[:-1]) <= around):
                wrong.append(f"{source.name(path)}: {made.name}")
    assert wrong == []


@pytest.mark.once
def test_every_permission_is_asked_by_a_page_given_to_a_role_and_serves_a_purpose() -> None:
    asked = {view.permission for _, view in source.views(DESK)} - {None}
    assert set(Permission) - asked == set()
    assert {one for duties in ROLES.values() for one in duties.may} == set(Permission)
    assert set(SERVES) == set(Permission) and all(SERVES.values())


@pytest.mark.once
def test_every_role_has_a_source_and_a_door() -> None:
    assert set(ROLES) == set(Role)
    assert [role for role, duties in ROLES.items() if not duties.source] == []
    assert [role for role, duties in ROLES.items() if Permission.HOME not in duties.may] == []


@make.every_store
def test_whoever_is_not_logged_in_is_sent_to_the_door_and_nowhere_else() -> None:
    client, door = Client(), reverse("login")
    doors = {reverse("login"), reverse("logout")}
    for url in addresses():
        if url in doors or url.startswith(("/uitnodiging/", "/wachtwoord/")):
            continue
        for answer in (client.get(url), client.post(url)):
            assert answer.status_code == 302 and answer["Location"].startswith(door), url
            assert not answer.content, url


@make.every_store
def test_a_change_is_never_made_by_a_link() -> None:
    client = Client()
    client.force_login(make.user())
    refused = {
        page
        for (page, _), url in zip(source.views(DESK), addresses(), strict=True)
        if client.get(url).status_code == 405
    }
    assert refused == POST_ONLY


@make.every_store
def test_every_form_of_the_desk_is_refused_when_it_comes_from_another_site() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.user())
    for url in addresses():
        answer = client.post(url, {"seen": "1"})
        assert answer.status_code == 403 and "Dit formulier is verlopen" in answer.text, url


@pytest.mark.once
def test_no_view_of_either_process_is_exempt_from_the_check_on_forged_forms() -> None:
    pages = [*source.views(DESK), *source.views(PUBLIC)]
    assert [page for page, view in pages if getattr(view, "csrf_exempt", False)] == []


@pytest.mark.once
def test_the_public_site_has_nothing_to_log_in_with() -> None:
    from nietpluis.config import settings_public

    middleware = " ".join(settings_public.MIDDLEWARE)
    assert not [word for word in ("session", "auth.", "csrf") if word in middleware.lower()]
    assert not OF_THE_PROCESS & set(settings_public.INSTALLED_APPS)
    pages = list(source.views(PUBLIC))
    assert len(pages) >= 16
    assert [page for page, view in pages if hasattr(unwrap(view), "permission")] == []
    assert [
        page for page, view in pages if not view.__module__.startswith("nietpluis.website")
    ] == []


@pytest.mark.once
def test_the_desk_asks_for_a_login_before_anything_else() -> None:
    guard = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    assert guard in settings.MIDDLEWARE and settings.ROOT_URLCONF == DESK
