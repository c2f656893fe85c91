from django.urls import path

from nietpluis.accounts import passwords

from ..views import lists

urlpatterns = [
    path("", lists.home, name="home"),
    path("gezien/", lists.notices_read, name="notices_read"),
    path("signalen/", lists.signals, name="worklist"),
    path("zoeken/", lists.search, name="search"),
    path("te-laat/", lists.overdue, name="overdue"),
    path("wachtwoord/<uidb64>/<token>/", passwords.set_password, name="set_password"),
]
