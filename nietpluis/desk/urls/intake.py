from django.urls import URLPattern, path

from ..views import intake, inviting, registering

urlpatterns: list[URLPattern] = [
    path("doorgeven/", intake.report, name="report"),
    path("doorgeven/<uuid:pk>/", intake.passed_on, name="passed_on"),
    path("mijn-signalen/", intake.my_reports, name="my_reports"),
    path("mijn-signalen/<uuid:pk>/", intake.my_report, name="my_report"),
    path("signalen/nieuw/", registering.register, name="register"),
    path("niet-geopend/", intake.not_opened, name="unopened"),
    path("niet-geopend/<uuid:pk>/wegleggen/", intake.put_away, name="put_away"),
    path("uitnodigingen/", inviting.invitations, name="invitations"),
    path(
        "uitnodigingen/<uuid:pk>/intrekken/", inviting.revoke_invitation, name="revoke_invitation"
    ),
    path("uitnodiging/<uuid:pk>/", inviting.accept_invitation, name="accept_invitation"),
]
