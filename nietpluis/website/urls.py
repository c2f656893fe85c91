from django.urls import URLPattern, URLResolver, include, path

from nietpluis.knowledge.texts import DUTCH, LANGUAGES

from . import pages, reporting

PAGES = [
    path("", pages.start, name="start"),
    path("<slug:slug>/", pages.home, name="home"),
    path("<slug:slug>/gevaar/", pages.danger, name="danger"),
    path("<slug:slug>/hulp/", pages.help, name="help"),
    path("<slug:slug>/twijfel/", pages.doubt, name="doubt"),
    path("<slug:slug>/overlast/", pages.nuisance, name="nuisance"),
    path("<slug:slug>/contact/", pages.contact, name="contact"),
    path("<slug:slug>/privacy/", pages.privacy, name="privacy"),
    path("<slug:slug>/melden/", reporting.report, name="report"),
]

app_name = "website"
urlpatterns: list[URLPattern | URLResolver] = [
    path("" if lang == DUTCH else f"{lang}/", include(PAGES), {"lang": lang})
    for lang in reversed(list(LANGUAGES))
]
