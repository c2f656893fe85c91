"""The addresses of the desk, by subject."""

from . import intake, lists, sharing, signal, undermining

app_name = "desk"
urlpatterns = [
    *lists.urlpatterns,
    *intake.urlpatterns,
    *signal.urlpatterns,
    *sharing.urlpatterns,
    *undermining.urlpatterns,
]
