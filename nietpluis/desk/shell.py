"""What the header of every desk page shows: who you are, as what, and where you can go."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

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
    """Hang the header on the request of whoever is logged in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            held = request.user.appointments(now=timezone.now())
            given = {p for post in held for p in ROLES[Role(post.role)].may}
            request.who = request.user.name  # type: ignore[attr-defined]  # read by the base page
            request.roles = [_words(post) for post in held]  # type: ignore[attr-defined]
            request.logout_url = reverse("logout")  # type: ignore[attr-defined]
            request.nav = [  # type: ignore[attr-defined]
                (label, url, request.path == url if url == "/" else request.path.startswith(url))
                for label, url in (
                    (label, reverse(route)) for label, route, needs in MENU if needs in given
                )
            ]
        return self.get_response(request)


def _words(post: Appointment) -> str:
    deputy = " (vervanger)" if post.deputy else ""
    return f"{Role(post.role).label}{deputy}, {post.organisation.name}"
