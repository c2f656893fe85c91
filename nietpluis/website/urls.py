from django.urls import URLPattern, URLResolver, include, path, re_path

from nietpluis.knowledge.texts import DUTCH, LANGUAGES

from . import accessibility, branding, finding, guides, pages, printing, reporting, returning

PAGES = [
    path("", pages.start, name="start"),
    path("<slug:slug>/", pages.home, name="home"),
    path("<slug:slug>/gevaar/", pages.danger, name="danger"),
    path("<slug:slug>/hulp/", pages.help, name="help"),
    path("<slug:slug>/twijfel/", pages.doubt, name="doubt"),
    path("<slug:slug>/waar/", finding.find, name="find"),
    path("<slug:slug>/overlast/", pages.nuisance, name="nuisance"),
    path("<slug:slug>/contact/", pages.contact, name="contact"),
    path("<slug:slug>/privacy/", pages.privacy, name="privacy"),
    path("<slug:slug>/melden/", reporting.report, name="report"),
    path("<slug:slug>/terug/", returning.returning, name="returning"),
    path("<slug:slug>/herkennen/", guides.index, name="guides"),
    path("<slug:slug>/herkennen/lijsten/", guides.lists, name="signals"),
    *guides.guide_urls(),
    path("<slug:slug>/toegankelijkheid/", accessibility.statement, name="accessibility"),
    path("<slug:slug>/knop/", printing.button, name="button"),
    path("<slug:slug>/kaart/", printing.card, name="card"),
    path("<slug:slug>/poster/", printing.poster, name="poster"),
    path("<slug:slug>/poster-a3/", printing.poster_large, name="poster-large"),
]
DRESS = r"^huisstijl/(?P<slug>[-a-z0-9]+)-(?P<mark>[0-9a-f]{12})\.(?P<kind>css|png|webp|svg)$"

app_name = "website"
urlpatterns: list[URLPattern | URLResolver] = [
    re_path(DRESS, branding.dress, name="dress"),
    *(
        path("" if lang == DUTCH else f"{lang}/", include(PAGES), {"lang": lang})
        for lang in reversed(list(LANGUAGES))
    ),
]
