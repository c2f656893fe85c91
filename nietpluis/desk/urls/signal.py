from django.urls import path

from ..views import conversing, deciding, enriching, files, grouping
from ..views import signal as page

urlpatterns = [
    path("signalen/<uuid:pk>/", page.signal, name="signal"),
    path("signalen/<uuid:pk>/bijlage/<uuid:file>/", files.attachment, name="attachment"),
    path("signalen/<uuid:pk>/bijlage/<uuid:file>/origineel/", files.original, name="original"),
    path("signalen/<uuid:pk>/oppakken/", deciding.take_up, name="take_up"),
    path("signalen/<uuid:pk>/beoordelen/", deciding.decide, name="decide"),
    path("signalen/<uuid:pk>/afwijken/", deciding.depart, name="depart"),
    path("signalen/<uuid:pk>/vorm/", deciding.name_forms, name="name_forms"),
    path(
        "signalen/<uuid:pk>/ook-ondermijning/", deciding.also_undermining, name="also_undermining"
    ),
    path("signalen/<uuid:pk>/lijkt-op/", grouping.alike, name="alike"),
    path("signalen/<uuid:pk>/lijkt-op/zelfde/", grouping.join, name="join"),
    path("signalen/<uuid:pk>/lijkt-op/anders/", grouping.set_apart, name="set_apart"),
    path("signalen/<uuid:pk>/lijkt-op/alle/", grouping.join_all, name="join_all"),
    path("signalen/<uuid:pk>/lijkt-op/sluiten/", grouping.close_joined, name="close_joined"),
    path("signalen/<uuid:pk>/heropenen/", deciding.reopen, name="reopen"),
    path("signalen/<uuid:pk>/gezien/", enriching.sightings, name="sightings"),
    path("signalen/<uuid:pk>/gegeven/", enriching.add_fact, name="add_fact"),
    path("signalen/<uuid:pk>/bericht/", conversing.write_reporter, name="write_reporter"),
    path("signalen/<uuid:pk>/notitie/", enriching.write_note, name="write_note"),
    path("signalen/<uuid:pk>/advies/", enriching.ask_advice, name="ask_advice"),
    path("signalen/<uuid:pk>/advies/<uuid:advice_pk>/", enriching.note_advice, name="note_advice"),
]
