"""What the public site's own PostgreSQL role may do: show the publication, add an envelope.

It cannot change or remove a row, so taking it over alters no key that the site shows and takes
back no report; and it cannot connect to the desk's databases at all.
"""

from django.apps import apps
from django.conf import settings
from django.db import connections

ADDS_TO = ("inbox.Envelope", "inbox.SpentTicket")
# A file is added, sent with a report or taken back by whoever added it; it opens for neither side.
CHANGES = {
    "inbox.SealedFile": 'SELECT, INSERT, UPDATE ("of"), DELETE',
    "inbox.Message": "SELECT, INSERT, UPDATE (read_at, collected)",  # that a reply was read
}


def give(role: str) -> None:
    """Give the role exactly this, on PostgreSQL. Safe to repeat, and needed after a migration."""
    for alias in settings.DATABASES:
        with connections[alias].cursor() as cursor:
            name = connections[alias].ops.quote_name
            to = name(role)
            database = name(connections[alias].settings_dict["NAME"])
            cursor.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC, {to}")
            if alias != "public":
                continue
            cursor.execute(f"GRANT CONNECT ON DATABASE {database} TO {to}")
            cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}")
            for model in apps.get_models():
                if settings.STORES.get(model._meta.app_label) == "public":
                    may = "SELECT, INSERT" if model._meta.label in ADDS_TO else "SELECT"
                    may = CHANGES.get(model._meta.label, may)
                    cursor.execute(f"GRANT {may} ON {name(model._meta.db_table)} TO {to}")
