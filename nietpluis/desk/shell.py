"""What the header of every desk page shows: who you are, as what, and where you can go."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from nietpluis.accounts.models import Appointment
from nietpluis.accounts.roles import ROLES, Permission, Role

# label, route, the permission that shows it
MENU = (
    ("Vandaag", "desk:home", Permission.HOME),
    ("Doorgeven", "desk:report", Permission.REPORT_MAKE),
    ("Mijn signalen", "desk:my_reports", Permission.REPORT_OWN),
    ("Signalen", "desk:worklist", Permission.SIGNAL_LIST),
    ("Ondermijning", "desk:undermining_list", Permission.UNDERMINING_LIST),
    ("Ontvangen", "desk:packages", Permission.PACKAGE_LIST),
    ("Te laat", "desk:overdue", Permission.WAITS_READ),
    ("Stille partners", "desk:silent", Permission.SILENT_READ),
    ("Partners", "desk:directory", Permission.DIRECTORY_READ),
    ("Mensen", "desk:people", Permission.PEOPLE_READ),
    ("Regio", "desk:region_settings", Permission.SETTINGS_READ),
    ("Logboek", "desk:audit", Permission.AUDIT_READ),
)


class Shell:
    """Hang the header on the request of whoever is logged in; a page that shows it looks it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            user, path = request.user, request.path
            held = SimpleLazyObject(lambda: user.appointments(now=timezone.now()))
            request.who = user.name  # type: ignore[attr-defined]  # read by the base page
            request.logout_url = reverse("logout")  # type: ignore[attr-defined]
            request.roles = SimpleLazyObject(  # type: ignore[attr-defined]
                lambda: _words(held)
            )
            request.nav = SimpleLazyObject(  # type: ignore[attr-defined]
                lambda: _menu(held, path)
            )
        return self.get_response(request)


def _menu(held: Iterable[Appointment], path: str) -> list[tuple[str, str, bool]]:
    """Return the label and address of each page one may open, and whether one is there now."""
    given = {permission for post in held for permission in ROLES[Role(post.role)].may}
    places = [(label, reverse(route)) for label, route, needs in MENU if needs in given]
    return [
        (label, url, path == url if url == "/" else path.startswith(url)) for label, url in places
    ]


def _words(held: Iterable[Appointment]) -> list[str]:
    """Return each role once, with every organisation where it is held (G, some serve a cluster)."""
    at: dict[str, list[str]] = {}
    for post in held:
        role = Role(post.role).label + (" (vervanger)" if post.deputy else "")
        places = at.setdefault(role, [])
        if post.organisation.name not in places:
            places.append(post.organisation.name)
    return [f"{role}, {' en '.join(places)}" for role, places in at.items()]
