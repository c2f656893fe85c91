from django.urls import path

from ..views import files
from ..views import undermining as views

urlpatterns = [
    path("ondermijning/", views.undermining_list, name="undermining_list"),
    path("ondermijning/<uuid:pk>/", views.undermining, name="undermining"),
    path(
        "ondermijning/<uuid:pk>/bijlage/<uuid:paper>/",
        files.undermining_attachment,
        name="undermining_attachment",
    ),
    path(
        "ondermijning/<uuid:pk>/bijlage/<uuid:paper>/origineel/",
        files.undermining_original,
        name="undermining_original",
    ),
    path("ondermijning/<uuid:pk>/oppakken/", views.take_up, name="undermining_take_up"),
    path("ondermijning/<uuid:pk>/beoordelen/", views.judge, name="undermining_judge"),
    path("ondermijning/<uuid:pk>/delen/", views.share, name="undermining_share"),
    path("ondermijning/<uuid:pk>/terugkoppelen/", views.tell, name="undermining_tell"),
    path("ondermijning/<uuid:pk>/afsluiten/", views.close_untold, name="undermining_close"),
    path(
        "ondermijning/<uuid:pk>/ook-mensenhandel/", views.also_trafficking, name="also_trafficking"
    ),
    path(
        "ondermijning/<uuid:pk>/bericht/", views.write_reporter, name="undermining_write_reporter"
    ),
    path("ondermijning/<uuid:pk>/heropenen/", views.reopen, name="undermining_reopen"),
]
