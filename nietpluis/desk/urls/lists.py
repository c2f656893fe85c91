from django.urls import path

from nietpluis.accounts import passwords

from ..views import audit, directory, handing_over, lists, people, region

urlpatterns = [
    path("", lists.home, name="home"),
    path("gezien/", lists.notices_read, name="notices_read"),
    path("signalen/", lists.signals, name="worklist"),
    path("zoeken/", lists.search, name="search"),
    path("te-laat/", lists.overdue, name="overdue"),
    path("overdragen/", handing_over.handover, name="handover"),
    path("signalen/<uuid:pk>/overdragen/", handing_over.give, name="give"),
    path(
        "ondermijning/<uuid:pk>/overdragen/",
        handing_over.give_undermining,
        name="give_undermining",
    ),
    path("mijn-dagen/", handing_over.my_days, name="my_days"),
    path("mijn-dagen/terug/<uuid:pk>/", handing_over.back, name="back"),
    path("mensen/", people.people, name="people"),
    path("mensen/nieuw/", people.appoint, name="appoint"),
    path("mensen/aanstelling/<uuid:pk>/einde/", people.end, name="end_appointment"),
    path("mensen/<uuid:pk>/wachtwoord/", people.password_link, name="password_link"),
    path("partners/", directory.directory, name="directory"),
    path("regio/", region.region_settings, name="region_settings"),
    path("logboek/", audit.lines, name="audit"),
    path("wachtwoord/<uidb64>/<token>/", passwords.set_password, name="set_password"),
]
