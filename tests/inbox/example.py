"""Builders for the public side: a municipality as the desk publishes it, and a report to it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from nacl.public import PrivateKey

from nietpluis.inbox.content import Reported
from nietpluis.inbox.models import Publication
from nietpluis.inbox.publication import Contact, Hours, Nuisance, Opening, Public, Recipient

NOW = datetime(2026, 3, 2, 9, 37, 12, tzinfo=UTC)
STORY = "Vier matrassen achter de keuken, en niemand durft te praten."
WEEKDAYS = Opening(days=(1, 2, 3, 4, 5), start="08:00", end="16:30")
ZOCO = Contact(
    code="zoco-1",
    name="Zorgcoördinator Voorbeeld",
    kind="ZOCO",
    label="OFFICE",
    telephone="088-000 00 01",
    email="zorg@example.nl",
    open=Hours(openings=(WEEKDAYS,)),
    purposes=("help", "trafficking", "minor", "SU", "AU", "CU", "OV"),
    verified="ok",
    verified_on=date(2026, 2, 1),
)
ADVICE = Contact(
    code="advies-1",
    name="Meld- en Adviespunt Voorbeeld",
    kind="ADVICE_POINT",
    telephone="088-000 00 02",
    website="https://advies.example.nl",
    open=Hours(always=True),
    anonymous=True,
    languages=("nl", "en"),
    purposes=("danger", "help", "minor", "trafficking"),
)
TIPS = Contact(
    code="tips-1",
    name="Tiplijn Voorbeeld",
    kind="MMA",
    telephone="0800-0000",
    hours={"nl": "Elke dag tot laat."},
    anonymous=True,
    purposes=("trafficking", "undermining"),
    verified="stale",
    verified_on=date(2020, 1, 1),
)
EMERGENCY = Contact(
    code="112-1",
    name="112",
    kind="EMERGENCY",
    label="URGENT",
    telephone="112",
    open=Hours(always=True),
    purposes=("danger",),
    verified="ok",
)
RECIPIENTS = (
    Recipient(
        role="FOCAL_OFFICER", name="Gemeente Voorbeeldstad", first=True, gets=("trafficking",)
    ),
    Recipient(role="REGISSEUR", name="Gemeente Voorbeeldstad", first=True, gets=("undermining",)),
    Recipient(role="AVIM", name="AVIM Voorbeeld", gets=("trafficking",)),
    Recipient(role="ZOCO", name="Zorgcoördinator Voorbeeld", gets=("trafficking",)),
    Recipient(role="RIEC", name="RIEC Voorbeeld", gets=("undermining",)),
)
PUBLIC = Public(
    name="Voorbeeldstad",
    region="Regio Voorbeeld",
    own_form=True,
    languages=("nl", "en"),
    reports_read={"nl": "Maandag tot en met vrijdag om 9 en 15 uur.", "en": "Weekdays at 9 and 3."},
    reports_read_decided=True,
    duty_telephone="088-000 00 09",
    contacts=(EMERGENCY, ZOCO, ADVICE, TIPS),
    doors=("advies-1", "tips-1"),
    recipients=RECIPIENTS,
    nuisance=Nuisance(
        text={"nl": "Bel het wijkteam op werkdagen."},
        telephone="14 000",
        url="https://voorbeeldstad.example.nl/overlast",
    ),
)
KEY = PrivateKey(b"\x07" * 32)


def public(**changes: Any) -> Public:
    """The example municipality, with other answers where the test needs them."""
    return replace(PUBLIC, **changes)


def publish(slug: str = "voorbeeldstad", *, key: PrivateKey = KEY, **changes: Any) -> Publication:
    """Publish the example municipality, or publish it anew."""
    shown = public(**changes)
    published, _ = Publication.objects.update_or_create(
        municipality=slug,
        defaults={
            "name": shown.name,
            "key_version": 1,
            "public_key": bytes(key.public_key),
            "content": shown.to_json(),
            "published_at": NOW,
        },
    )
    return published


def reported(**changes: Any) -> Reported:
    """A report in Dutch with only a story."""
    return replace(Reported(story=STORY, language="nl"), **changes)
